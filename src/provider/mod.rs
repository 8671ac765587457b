//! The provider as Terraform sees it, without the protocol: accounts, and the stories of a trunk's life.

mod account;
mod create;
mod delete;
mod import;
mod look;
mod read;
mod redact;
mod report;
mod settings;
mod update;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio_util::sync::CancellationToken;

use crate::diagnostic::{Diagnostics, Path};
use crate::engine::{self, Planned};
use crate::schema::{Resource, Vendor};
use crate::value::{Object, Value};
use crate::vendors;

pub use account::Account;
use look::Trunk;
pub use settings::{Settings, attributes as settings_attributes, environment};

/// One configured provider: a process has one.
#[derive(Default)]
pub struct Provider {
    settings: Mutex<BTreeMap<&'static str, Arc<Settings>>>,
    accounts: Mutex<BTreeMap<&'static str, Arc<Account>>>,
    stop: CancellationToken,
}

/// The state that an operation reached, and what there is to say about it. Both count: a trunk that was made is in the
/// state whatever failed after it.
pub struct Outcome {
    /// The state; `None` if there is no such object.
    pub state: Option<Object>,
    /// Errors and warnings.
    pub diagnostics: Diagnostics,
}

impl Provider {
    /// What is wrong with the provider block, as far as it is known.
    pub fn validate(config: &Object) -> Diagnostics {
        let mut found = Diagnostics::default();
        for vendor in vendors::VENDORS {
            if let Some(config) = config.get(vendor.name).as_object() {
                found.extend(engine::validate_settings(vendor, settings_attributes(vendor), config));
            }
        }
        found
    }

    /// Takes the provider block, and the environment for what it leaves out. Nothing is asked of vendors nobody uses.
    pub fn configure(&self, config: &Object) -> Diagnostics {
        let mut found = Diagnostics::default();
        for vendor in vendors::VENDORS {
            let (settings, problems) =
                Settings::resolve(vendor, config.get(vendor.name), |name| std::env::var(name).ok());
            found.extend(problems);
            self.settings.lock().unwrap_or_else(PoisonError::into_inner).insert(vendor.name, Arc::new(settings));
        }
        found
    }

    /// Terraform's wish to end soon: waits are cut short, calls on their way are finished.
    pub fn stop(&self) {
        self.stop.cancel();
    }

    /// What is wrong with a resource's configuration.
    pub fn validate_resource(resource: &Resource, config: &Object) -> Diagnostics {
        engine::validate(resource, config)
    }

    /// What an apply would do. `prior` is `None` for a create. Sends nothing.
    pub fn plan(
        &self,
        vendor: &'static Vendor,
        resource: &'static Resource,
        prior: Option<&Object>,
        config: &Object,
    ) -> (Planned, Diagnostics) {
        let settings = self.settings(vendor);
        let planned = engine::plan(resource, prior, config, |name| settings.get(name).clone());
        let mut found = settings.missing(vendor);
        if prior.is_none() {
            found.extend(unaddressed(vendor, resource, &resource.calls.create, &planned.state, &settings));
        }
        (planned, found)
    }

    /// Whether a destroy can be carried out. Sends nothing.
    pub fn plan_destroy(&self, vendor: &'static Vendor, resource: &'static Resource, prior: &Object) -> Diagnostics {
        let settings = self.settings(vendor);
        let mut found = settings.missing(vendor);
        found.extend(unaddressed(vendor, resource, &resource.calls.delete, prior, &settings));
        found
    }

    /// Makes an object.
    pub async fn create(
        &self,
        vendor: &'static Vendor,
        resource: &'static Resource,
        planned: &Object,
        config: &Object,
    ) -> Outcome {
        match self.trunk(vendor, resource) {
            Ok(trunk) => trunk.create(planned, config).await.redacted(&trunk, &[planned, config]),
            Err(diagnostics) => Outcome { state: None, diagnostics },
        }
    }

    /// What the vendor holds now.
    pub async fn read(&self, vendor: &'static Vendor, resource: &'static Resource, prior: &Object) -> Outcome {
        match self.trunk(vendor, resource) {
            Ok(trunk) => trunk.read(prior).await.redacted(&trunk, &[prior]),
            Err(diagnostics) => Outcome { state: Some(prior.clone()), diagnostics },
        }
    }

    /// Changes an object.
    pub async fn update(
        &self,
        vendor: &'static Vendor,
        resource: &'static Resource,
        prior: &Object,
        planned: &Object,
        config: &Object,
    ) -> Outcome {
        match self.trunk(vendor, resource) {
            Ok(trunk) => trunk.update(prior, planned, config).await.redacted(&trunk, &[prior, planned, config]),
            Err(diagnostics) => Outcome { state: Some(prior.clone()), diagnostics },
        }
    }

    /// Ends an object.
    pub async fn delete(&self, vendor: &'static Vendor, resource: &'static Resource, prior: &Object) -> Outcome {
        match self.trunk(vendor, resource) {
            Ok(trunk) => trunk.delete(prior).await.redacted(&trunk, &[prior]),
            Err(diagnostics) => Outcome { state: Some(prior.clone()), diagnostics },
        }
    }

    /// A first state for an object that exists already. Sends nothing: core reads it next.
    pub fn import(&self, vendor: &'static Vendor, resource: &'static Resource, id: &str) -> Outcome {
        import::import(resource, id, &self.settings(vendor))
    }

    fn settings(&self, vendor: &'static Vendor) -> Arc<Settings> {
        let mut settings = self.settings.lock().unwrap_or_else(PoisonError::into_inner);
        settings.entry(vendor.name).or_default().clone()
    }

    /// One account for each vendor: every parallel call shares its connection and its request ceiling.
    fn trunk(&self, vendor: &'static Vendor, resource: &'static Resource) -> Result<Trunk, Diagnostics> {
        let settings = self.settings(vendor);
        let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        let account = match accounts.get(vendor.name) {
            Some(account) => account.clone(),
            None => {
                let account = Arc::new(Account::open(vendor, settings, self.stop.clone())?);
                accounts.insert(vendor.name, account.clone());
                account
            }
        };
        Ok(Trunk { account, resource })
    }
}

impl Outcome {
    fn redacted(mut self, trunk: &Trunk, objects: &[&Object]) -> Self {
        let secrets = redact::secrets(trunk, objects);
        self.diagnostics.reword(|text| redact::redact(text, &secrets));
        self
    }
}

/// An error if a call could not be addressed, on the attribute that is missing. A value that is not known yet is none.
fn unaddressed(
    vendor: &Vendor,
    resource: &Resource,
    call: &crate::schema::Call,
    object: &Object,
    settings: &Settings,
) -> Diagnostics {
    let mut found = Diagnostics::default();
    let known = |name: &str| match (object.get(name), settings.get(name)) {
        (Value::Unknown, _) | (_, Value::Unknown) => Some("unknown".to_owned()),
        _ => look::address(object, settings, name),
    };
    if let Err(missing) = call.path(known)
        && let Some(attribute) = resource.attribute(missing.0)
    {
        let (name, method) = (attribute.name, call.method);
        let deed = if method == crate::request::Method::Delete { "deleted" } else { "made" };
        let environment = settings::environment(vendor, name);
        found.error_at(
            Path::attribute(name),
            format!("Missing {name}"),
            format!(
                "At {} a {} can only be {deed} where \"{name}\" is known. Set it on the resource (and apply, if the {} \
                 exists already), or in the provider's \"{}\" block, or as {environment}.",
                vendor.title, resource.noun, resource.noun, vendor.name
            ),
        );
    }
    found
}
