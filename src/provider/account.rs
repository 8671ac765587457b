//! One vendor's account: its settings and the API they open.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio_util::sync::CancellationToken;

use super::settings::{Settings, environment};
use crate::client::Api;
use crate::diagnostic::Diagnostics;
use crate::schema::{Auth, Vendor};
use crate::value::Value;

/// How long a vendor without a documented waiting time gets to show what it has done.
const MOMENT: Duration = Duration::from_secs(10);

/// One vendor's account.
pub struct Account {
    /// The vendor.
    pub vendor: &'static Vendor,
    /// The provider block's values.
    pub settings: Arc<Settings>,
    /// The open API.
    pub api: Api,
}

impl Account {
    /// Opens the API, if every setting it takes is there. Sends nothing.
    pub fn open(
        vendor: &'static Vendor,
        settings: Arc<Settings>,
        stop: CancellationToken,
    ) -> Result<Self, Diagnostics> {
        let mut found = settings.missing(vendor);
        let mut known = |name: &str| match settings.get(name) {
            Value::Unknown => {
                found.error(
                    format!("{} needs {name}", vendor.title),
                    format!("\"{name}\" in the provider's block is not known yet. Apply first what it comes from."),
                );
                String::new()
            }
            value => value.as_str().unwrap_or_default().to_owned(),
        };
        let base_url = known("base_url");
        let (header, value, secret) = match vendor.auth {
            Auth::Header(header, key) => (header, known(key), key),
            Auth::Basic(user, password) => {
                let pair = format!("{}:{}", known(user), known(password));
                ("authorization", format!("Basic {}", STANDARD.encode(pair)), password)
            }
        };
        if found.has_errors() {
            return Err(found);
        }
        let ceiling = settings.get("requests_per_minute").as_i64().and_then(|ceiling| u32::try_from(ceiling).ok());
        let api = Api::new(&base_url, (header, &value), ceiling, stop).map_err(|_| {
            let variable = environment(vendor, secret);
            found.error(
                format!("{} cannot use {secret}", vendor.title),
                format!("\"{secret}\" (or {variable}) holds a character that no HTTP header can carry, perhaps a line break."),
            );
            found
        })?;
        Ok(Self { vendor, settings, api })
    }

    /// How long to wait until the vendor shows what it has done.
    pub fn patience(&self) -> Duration {
        let seconds =
            self.settings.get("provisioning_timeout").as_i64().and_then(|seconds| u64::try_from(seconds).ok());
        seconds.map_or(MOMENT, Duration::from_secs)
    }

    /// How long a new object may stay unseen before it counts as lost.
    pub fn grace(&self) -> Duration {
        MOMENT.min(self.patience())
    }
}
