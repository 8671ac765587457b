//! How a call is carried out: to its end even if the caller hangs up, and with a diagnostic even if it panics.

use std::future::Future;
use std::panic::AssertUnwindSafe;

use futures_util::{FutureExt, stream};
use tonic::codegen::BoxStream;
use tonic::{Response, Status};

use super::convert;
use super::tfplugin6 as proto;
use super::wire::{Malformed, Why};
use crate::diagnostic::Diagnostics;
use crate::provider::{Found, Listing};
use crate::value::{MOST_DIGITS, Object};

/// A call that cannot be answered otherwise.
#[derive(Debug)]
pub struct Failed(Diagnostics);

impl Failed {
    /// With one error.
    pub fn new(summary: &str, detail: impl Into<String>) -> Self {
        let mut diagnostics = Diagnostics::default();
        diagnostics.error(summary, detail);
        Self(diagnostics)
    }

    /// All that it says, in one text.
    pub fn text(&self) -> String {
        let said: Vec<_> = self.0.iter().map(|told| format!("{}. {}", told.summary, told.detail)).collect();
        said.join("\n")
    }
}

impl From<Diagnostics> for Failed {
    fn from(diagnostics: Diagnostics) -> Self {
        Self(diagnostics)
    }
}

impl From<Malformed> for Failed {
    fn from(malformed: Malformed) -> Self {
        let Malformed { path, why } = malformed;
        let place = Some(path.to_string()).filter(|place| !place.is_empty()).unwrap_or_else(|| "the value".into());
        let (summary, detail) = match why {
            Why::Type(why) => (
                "A value could not be read",
                format!("Terraform and this provider do not agree on {place}: {why}. Please report this to siptrunk."),
            ),
            Why::Digits => ("Too long a number", format!("{place} must be a number of at most {MOST_DIGITS} digits.")),
        };
        let mut diagnostics = Diagnostics::default();
        diagnostics.error_at(path, summary, detail);
        Self(diagnostics)
    }
}

/// An answer that has room for diagnostics.
pub trait Reply: Default + Send + 'static {
    /// The room.
    fn diagnostics(&mut self) -> &mut Vec<proto::Diagnostic>;
}

macro_rules! replies {
    ($($call:ident,)+) => {
        $(impl Reply for proto::$call::Response {
            fn diagnostics(&mut self) -> &mut Vec<proto::Diagnostic> {
                &mut self.diagnostics
            }
        })+
    };
}

replies! {
    apply_resource_change,
    configure_provider,
    generate_resource_config,
    import_resource_state,
    move_resource_state,
    open_ephemeral_resource,
    plan_resource_change,
    read_data_source,
    read_resource,
    upgrade_resource_identity,
    upgrade_resource_state,
    validate_data_resource_config,
    validate_ephemeral_resource_config,
    validate_list_resource_config,
    validate_provider_config,
    validate_resource_config,
}

/// Carries out a call as `carried_out` does, and answers its failure with diagnostics.
pub async fn answer<R: Reply>(
    work: impl Future<Output = Result<R, Failed>> + Send + 'static,
) -> Result<Response<R>, Status> {
    let reply = carried_out(work).await.unwrap_or_else(|failed| {
        let mut reply = R::default();
        *reply.diagnostics() = convert::diagnostics(failed.0);
        reply
    });
    Ok(Response::new(reply))
}

/// Carries out a call in a task of its own. A caller that hangs up does not stop it: a create half done would leave a
/// trunk that no state knows. A panic becomes a diagnostic instead of "Request cancelled".
pub async fn carried_out<R: Send + 'static>(
    work: impl Future<Output = Result<R, Failed>> + Send + 'static,
) -> Result<R, Failed> {
    tokio::spawn(work).await.unwrap_or_else(|_| Err(crashed()))
}

fn crashed() -> Failed {
    Failed::new(
        "The provider crashed",
        "This is a bug in siptrunk. Please report it with the output of the same command under TF_LOG=debug. If the \
         command was an apply, compare the state with what the vendor holds before the next one.",
    )
}

/// The events of a list.
pub type Events = BoxStream<proto::list_resource::Event>;

/// Answers with one event after the other, each when it is asked for: a caller that hangs up ends it. What comes with the
/// list makes an event of an object's title and state. A panic becomes an event with a diagnostic.
pub fn events<T>(opened: Result<(Listing, T), Failed>) -> Response<Events>
where
    T: Fn(String, Object) -> proto::list_resource::Event + Send + 'static,
{
    let step = |opened: Option<Result<(Listing, T), Failed>>| async move {
        let failed = match opened? {
            Ok((mut listing, told)) => match AssertUnwindSafe(object(&mut listing)).catch_unwind().await {
                Ok(Some(Ok((title, state)))) => {
                    let event = told(title, state);
                    let event =
                        proto::list_resource::Event { diagnostic: convert::diagnostics(listing.said()), ..event };
                    return Some((Ok(event), Some(Ok((listing, told)))));
                }
                Ok(Some(Err(mut found))) => {
                    found.extend(listing.said());
                    Failed(found)
                }
                Ok(None) => Some(listing.said()).filter(|said| !said.is_empty()).map(Failed)?,
                Err(_) => crashed(),
            },
            Err(failed) => failed,
        };
        let diagnostic = convert::diagnostics(failed.0);
        Some((Ok(proto::list_resource::Event { diagnostic, ..Default::default() }), None))
    };
    Response::new(Box::pin(stream::unfold(Some(opened), step)))
}

/// The next object of a list, with what people know it by.
async fn object(listing: &mut Listing) -> Option<Result<(String, Object), Diagnostics>> {
    loop {
        match listing.next().await? {
            Ok(Found::Object { title, state }) => return Some(Ok((title, state))),
            Ok(Found::Foreign(_) | Found::Untouchable { .. }) => {}
            Err(found) => return Some(Err(found)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_answered_with_a_diagnostic() {
        let reply =
            answer::<proto::read_resource::Response>(async { panic!("deliberate") }).await.unwrap().into_inner();
        assert_eq!(reply.diagnostics[0].summary, "The provider crashed");
        assert!(!reply.diagnostics[0].detail.contains("deliberate"), "it could hold a secret");
    }

    #[tokio::test]
    async fn work_goes_on_when_the_caller_hangs_up() {
        let (done, finished) = tokio::sync::oneshot::channel();
        let (started, begun) = tokio::sync::oneshot::channel();
        let call = answer(async move {
            let _ = started.send(());
            tokio::task::yield_now().await;
            let _ = done.send(());
            Ok(proto::read_resource::Response::default())
        });
        let caller = tokio::spawn(call);
        begun.await.unwrap();
        caller.abort();
        finished.await.expect("the work was carried out");
    }
}
