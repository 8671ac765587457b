//! The provider as Terraform sees it, without the protocol: accounts, and the stories of a trunk's life.

mod account;
mod create;
mod data;
mod delete;
mod import;
mod password;
mod plan;
mod private;
mod read;
mod report;
mod secrets;
mod settings;
mod settle;
mod talk;
mod update;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio_util::sync::CancellationToken;

use crate::diagnostic::Diagnostics;
use crate::engine;
use crate::schema::{DataSource, Resource, Tells, Vendor};
use crate::value::Object;
use crate::vendors;

pub use account::Account;
pub use private::Private;
pub use settings::Settings;
use talk::Managed;

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
    /// What to remember of the object.
    pub private: Private,
    /// Errors and warnings.
    pub diagnostics: Diagnostics,
}

impl Outcome {
    /// Without the secrets that only the apply had.
    fn disarmed(self, resource: &Resource) -> Self {
        Self { state: self.state.map(|state| engine::disarmed(resource, state)), ..self }
    }
}

impl Provider {
    /// What is wrong with the provider block, as far as it is known.
    pub fn validate(config: &Object) -> Diagnostics {
        let mut found = Diagnostics::default();
        for vendor in vendors::VENDORS {
            if let Some(config) = config.get(vendor.name).as_object() {
                found.extend(engine::validate_settings(vendor, config));
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

    /// What is wrong with a resource's configuration. `write_only` tells whether the CLI keeps write-only values out of
    /// the state.
    pub fn validate_resource(resource: &Resource, config: &Object, write_only: bool) -> Diagnostics {
        let mut found = engine::validate(resource, config);
        if !write_only {
            found.extend(engine::refused(resource, config));
        }
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
        let planned = engine::armed(resource, None, planned, config);
        let outcome = match self.managed(vendor, resource, &[&planned, config]) {
            Ok(managed) => managed.create(&planned, config).await,
            Err(diagnostics) => Outcome { state: None, private: Private::default(), diagnostics },
        };
        outcome.disarmed(resource)
    }

    /// What the vendor holds now.
    pub async fn read(
        &self,
        vendor: &'static Vendor,
        resource: &'static Resource,
        prior: &Object,
        private: &Private,
    ) -> Outcome {
        match self.managed(vendor, resource, &[prior]) {
            Ok(managed) => managed.read(prior, private).await,
            Err(diagnostics) => Outcome { state: Some(prior.clone()), private: private.clone(), diagnostics },
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
        private: &Private,
    ) -> Outcome {
        let planned = engine::armed(resource, Some(prior), planned, config);
        let outcome = match self.managed(vendor, resource, &[prior, &planned, config]) {
            Ok(managed) => managed.update(prior, &planned, config, private).await,
            Err(diagnostics) => Outcome { state: Some(prior.clone()), private: private.clone(), diagnostics },
        };
        outcome.disarmed(resource)
    }

    /// Ends an object.
    pub async fn delete(
        &self,
        vendor: &'static Vendor,
        resource: &'static Resource,
        prior: &Object,
        private: &Private,
    ) -> Outcome {
        match self.managed(vendor, resource, &[prior]) {
            Ok(managed) => managed.delete(prior, private).await,
            Err(diagnostics) => Outcome { state: Some(prior.clone()), private: private.clone(), diagnostics },
        }
    }

    /// A first state for an object that exists already; core reads it next.
    pub async fn import(&self, vendor: &'static Vendor, resource: &'static Resource, id: &str) -> Outcome {
        let outcome = import::import(resource, id);
        let (Some(state), Some(_)) = (&outcome.state, resource.natural_key) else { return outcome };
        match self.managed(vendor, resource, &[]) {
            Ok(managed) => managed.identify(state.clone()).await,
            Err(diagnostics) => Outcome { state: None, private: Private::default(), diagnostics },
        }
    }

    /// What is wrong with a data source's configuration.
    pub fn validate_data(source: &DataSource, config: &Object) -> Diagnostics {
        data::validate(source, config)
    }

    /// What a data source asks for.
    pub async fn read_data(&self, vendor: &'static Vendor, source: &DataSource, config: &Object) -> Outcome {
        let told = async {
            Ok(match source.tells {
                Tells::One(resource) => self.managed(vendor, resource, &[])?.one(config).await,
                Tells::All(resource) => self.managed(vendor, resource, &[])?.all(config).await,
                Tells::Listing(listing) => data::listing(&*self.account(vendor)?, listing).await,
            })
        };
        told.await.unwrap_or_else(|diagnostics| Outcome { state: None, private: Private::default(), diagnostics })
    }

    /// What is wrong with the configuration of a random password.
    pub fn validate_password(config: &Object) -> Diagnostics {
        password::validate(config)
    }

    /// A random password.
    pub fn open_password(config: &Object) -> Result<Object, Diagnostics> {
        password::open(config)
    }

    /// Gives back what the vendors lent: called when the process ends.
    pub async fn close(&self) {
        let accounts: Vec<_> = {
            let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *accounts).into_values().collect()
        };
        for account in accounts {
            account.api.close().await;
        }
    }

    fn settings(&self, vendor: &'static Vendor) -> Arc<Settings> {
        let mut settings = self.settings.lock().unwrap_or_else(PoisonError::into_inner);
        settings.entry(vendor.name).or_default().clone()
    }

    /// The resource at the vendor's account, with the secrets of the account and of these objects.
    fn managed(
        &self,
        vendor: &'static Vendor,
        resource: &'static Resource,
        objects: &[&Object],
    ) -> Result<Managed, Diagnostics> {
        let account = self.account(vendor)?;
        let secrets = secrets::secrets(&account, Some(resource), objects);
        Ok(Managed { account, resource, secrets })
    }

    /// One account for each vendor: every parallel call shares its connection and its request ceiling.
    fn account(&self, vendor: &'static Vendor) -> Result<Arc<Account>, Diagnostics> {
        let settings = self.settings(vendor);
        let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(account) = accounts.get(vendor.name) {
            return Ok(account.clone());
        }
        let account = Arc::new(Account::open(vendor, settings, self.stop.clone())?);
        accounts.insert(vendor.name, account.clone());
        Ok(account)
    }
}
