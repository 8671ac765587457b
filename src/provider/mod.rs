//! The provider as Terraform sees it, without the protocol: accounts, and one story for each operation on a trunk.

mod account;
mod create;
mod data;
mod delete;
mod import;
mod list;
mod moved;
mod outcome;
mod password;
mod plan;
mod private;
mod read;
mod report;
mod secrets;
mod settings;
mod settle;
mod talk;
mod timeouts;
mod update;
mod waits;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value as Json;
use tokio_util::sync::CancellationToken;

use crate::client::variable;
use crate::diagnostic::Diagnostics;
use crate::engine;
use crate::schema::timeouts::{CREATE, DELETE, UPDATE};
use crate::schema::{DataSource, ListResource, Resource, Tells, Vendor};
use crate::value::Object;
use crate::vendors;

pub use account::Account;
pub use list::{Filters, Found, Listing, Wanted};
pub use moved::Source;
pub use outcome::Outcome;
pub use private::Private;
pub use settings::Settings;
use talk::Managed;
use timeouts::Timeout;

/// One configured provider: a process has one, and each connection to a process that was started by hand.
#[derive(Default)]
pub struct Provider {
    run: Mutex<Arc<Run>>,
}

/// What lasts from one configuration to the next. Every operation holds on to the one that it began in.
#[derive(Default)]
struct Run {
    /// Whether plans show what will be sent.
    show_requests: bool,
    settings: BTreeMap<&'static str, Arc<Settings>>,
    accounts: Mutex<BTreeMap<&'static str, Arc<Account>>>,
    stop: CancellationToken,
}

impl Provider {
    /// A provider for the account of one vendor that the environment tells.
    pub fn of_environment(vendor: &'static Vendor) -> Self {
        let settings = [(vendor.name, Arc::new(Settings::of_environment(vendor, variable)))].into();
        Self { run: Mutex::new(Arc::new(Run { settings, ..Run::default() })) }
    }

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

    /// Takes the provider block, and the environment for what it leaves out. Credentials are required, and variables judged,
    /// only of vendors that are used. The previous settings, accounts included, are dropped.
    pub fn configure(&self, config: &Object) -> Diagnostics {
        let mut found = Diagnostics::default();
        let mut all = BTreeMap::new();
        for vendor in vendors::VENDORS {
            let (settings, problems) = Settings::resolve(vendor, config.get(vendor.name), variable);
            found.extend(problems);
            all.insert(vendor.name, Arc::new(settings));
        }
        let mut run = self.run.lock().unwrap_or_else(PoisonError::into_inner);
        let show_requests = settings::show_requests(config, variable, &mut found);
        let in_use = Arc::strong_count(&run) > 1 && !run.stop.is_cancelled();
        match in_use {
            true if run.settings == all && run.show_requests == show_requests => {}
            true => found.error(
                "The provider is in use with other settings",
                "Operations with the settings from before are still under way, and the next of them would get these. \
                 Configure the provider again when they have ended, or start another process for it.",
            ),
            false => {
                let before =
                    std::mem::replace(&mut *run, Arc::new(Run { show_requests, settings: all, ..Run::default() }));
                tokio::spawn(async move { before.close().await });
            }
        }
        found
    }

    /// Terraform's wish to end soon: waits are cut short, calls on their way are finished.
    pub fn stop(&self) {
        self.run().stop.cancel();
    }

    /// Gives back what the vendors lent: called when the process ends.
    pub async fn close(&self) {
        self.run().close().await;
    }

    fn run(&self) -> Arc<Run> {
        self.run.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What is wrong with a resource's configuration. `write_only` tells whether the CLI keeps write-only values out of
    /// the state.
    pub fn validate_resource(resource: &Resource, config: &Object, write_only: bool) -> Diagnostics {
        let mut found = engine::validate(resource, config);
        if !write_only {
            found.extend(engine::write_only_refused(resource, config));
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
        let run = self.run();
        let outcome = match run.managed(vendor, resource, &[&planned, config]) {
            Ok(managed) => {
                let managed = managed.within(Timeout::of(&CREATE, &planned));
                managed.account.operation(managed.create(&planned, config)).await
            }
            Err(diagnostics) => Outcome::none(diagnostics),
        };
        outcome.made(resource, config).disarmed(resource).with_timeouts(&planned)
    }

    /// What the vendor holds now.
    pub async fn read(
        &self,
        vendor: &'static Vendor,
        resource: &'static Resource,
        prior: &Object,
        private: &Private,
    ) -> Outcome {
        let run = self.run();
        let outcome = match run.managed(vendor, resource, &[prior]) {
            Ok(managed) => managed.account.operation(managed.read(prior, private)).await,
            Err(diagnostics) => Outcome::unchanged(prior, private, diagnostics),
        };
        outcome.with_timeouts(prior)
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
        let run = self.run();
        let outcome = match run.managed(vendor, resource, &[prior, &planned, config]) {
            Ok(managed) => {
                let managed = managed.within(Timeout::of(&UPDATE, &planned));
                managed.account.operation(managed.update(prior, &planned, config, private)).await
            }
            Err(diagnostics) => Outcome::unchanged(prior, private, diagnostics),
        };
        outcome.disarmed(resource).with_timeouts(&planned)
    }

    /// Ends an object.
    pub async fn delete(
        &self,
        vendor: &'static Vendor,
        resource: &'static Resource,
        prior: &Object,
        private: &Private,
    ) -> Outcome {
        let run = self.run();
        match run.managed(vendor, resource, &[prior]) {
            Ok(managed) => {
                let managed = managed.within(Timeout::of(&DELETE, prior));
                managed.account.operation(managed.delete(prior, private)).await
            }
            Err(diagnostics) => Outcome::unchanged(prior, private, diagnostics),
        }
    }

    /// A first state for an object that already exists; core reads it next.
    pub async fn import(&self, vendor: &'static Vendor, resource: &'static Resource, id: &str) -> Outcome {
        let outcome = import::import(resource, id);
        let (Some(state), Some(_)) = (&outcome.state, resource.natural_key) else { return outcome };
        let run = self.run();
        match run.managed(vendor, resource, &[]) {
            Ok(managed) => managed.account.operation(managed.identify(state.clone())).await,
            Err(diagnostics) => Outcome::none(diagnostics),
        }
    }

    /// The same for an identity. The vendor is only asked for what an identity may leave out.
    pub async fn import_identity(
        &self,
        vendor: &'static Vendor,
        resource: &'static Resource,
        identity: &Object,
    ) -> Outcome {
        let outcome = import::import_identity(resource, identity);
        let Some(state) = outcome.state.clone().filter(|state| !resource.identifies(state)) else { return outcome };
        let run = self.run();
        match run.managed(vendor, resource, &[]) {
            Ok(managed) => {
                let located = async { Outcome { state: Some(managed.locate(state).await), ..outcome } };
                managed.account.operation(located).await
            }
            Err(diagnostics) => Outcome::none(diagnostics),
        }
    }

    /// Which object a state is about, where Terraform may know that from before.
    pub fn identity(resource: &Resource, before: Option<Object>, state: Option<&Object>) -> Option<Object> {
        engine::lasting(resource, before, state)
    }

    /// A first state for an object that another provider's resource kept; core reads it next.
    pub fn moved(vendor: &Vendor, resource: &Resource, source: &Source) -> Outcome {
        moved::moved(vendor, resource, source)
    }

    /// A state, as JSON, of that version of a resource's schema as one of today's.
    pub fn upgrade(resource: &Resource, version: i64, state: Json) -> Result<Json, Diagnostics> {
        engine::upgraded(resource, version, state).map_err(|today| {
            let mut found = Diagnostics::default();
            found.error(
                "The state is newer than the provider",
                format!(
                    "A newer siptrunk wrote this {} with version {version} of its schema; siptrunk {} knows it up to version \
                     {today}. Upgrade the provider, with `terraform init -upgrade` and a version constraint that admits a \
                     newer one.",
                    resource.type_name(),
                    env!("CARGO_PKG_VERSION")
                ),
            );
            found
        })
    }

    /// What is wrong with a data source's configuration.
    pub fn validate_data(source: &DataSource, config: &Object) -> Diagnostics {
        data::validate(source, config)
    }

    /// What a data source asks for.
    pub async fn read_data(&self, vendor: &'static Vendor, source: &DataSource, config: &Object) -> Outcome {
        let run = self.run();
        let told = async {
            let account = run.account(vendor)?;
            Ok(match source.tells {
                Tells::One(resource) => account.operation(run.managed(vendor, resource, &[])?.one(config)).await,
                Tells::All(resource) => account.operation(data::all(run.managed(vendor, resource, &[])?, config)).await,
                Tells::Listing(listing) => account.operation(data::listing(&account, listing)).await,
            })
        };
        let outcome = told.await.unwrap_or_else(Outcome::none);
        let state = outcome.state.map(|state| engine::ordered(&source.attributes, &state));
        Outcome { state, ..outcome }
    }

    /// What is wrong with what a list is asked for.
    pub fn validate_list(list: &ListResource, config: &Object) -> Diagnostics {
        list::validate(list, config)
    }

    /// A list of what is at the address that a configuration gives. Sends nothing before it is read.
    pub fn list(
        &self,
        vendor: &'static Vendor,
        resource: &'static Resource,
        config: &Object,
        wanted: Wanted,
    ) -> Result<Listing, Diagnostics> {
        let run = self.run();
        let parent = match resource.parent {
            Some((address, name)) => {
                let parent = vendor.resources.iter().find(|resource| resource.name == name);
                parent.map(|parent| Ok((address, run.managed(vendor, parent, &[])?))).transpose()?
            }
            None => None,
        };
        Ok(Listing::new(run.managed(vendor, resource, &[])?, parent, config, wanted))
    }

    /// The configuration of an object that exists, and what keeps it from being one that changes nothing.
    pub fn generate(resource: &'static Resource, state: &Object) -> (Object, Diagnostics) {
        engine::generate(resource, state)
    }

    /// What is wrong with the configuration of a random password.
    pub fn validate_password(config: &Object) -> Diagnostics {
        password::validate(config)
    }

    /// A random password.
    pub fn open_password(config: &Object) -> Result<Object, Diagnostics> {
        password::open(config)
    }
}

impl Run {
    fn settings(&self, vendor: &'static Vendor) -> Arc<Settings> {
        self.settings.get(vendor.name).cloned().unwrap_or_default()
    }

    async fn close(&self) {
        let accounts: Vec<_> = {
            let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *accounts).into_values().collect()
        };
        for account in accounts {
            account.api.close().await;
        }
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
        Ok(Managed { account, resource, secrets, timeout: Timeout::default() })
    }

    /// One account for each vendor: every parallel call shares its connection and its request ceiling.
    fn account(&self, vendor: &'static Vendor) -> Result<Arc<Account>, Diagnostics> {
        let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(account) = accounts.get(vendor.name) {
            return Ok(account.clone());
        }
        let account = Arc::new(Account::open(vendor, self.settings(vendor), self.stop.clone())?);
        accounts.insert(vendor.name, account.clone());
        Ok(account)
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;
    use tokio::time::{sleep, timeout};

    use super::*;
    use crate::value::Value;
    use crate::vendors::crazytel::VENDOR;

    fn block(base_url: &str, key: &str) -> Object {
        let settings = [("api_key", Value::from(key)), ("base_url", base_url.into())].into_iter().collect();
        [(VENDOR.name, Value::Object(settings))].into_iter().collect()
    }

    fn key(provider: &Provider) -> Option<String> {
        provider.run().settings(&VENDOR).get("api_key").as_str().map(str::to_owned)
    }

    /// An operation that is under way until it is stopped, and the address of a server that never answers it.
    async fn reading() -> (Arc<Provider>, tokio::task::JoinHandle<Outcome>, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let provider = Arc::new(Provider::default());
        assert!(provider.configure(&block(&base_url, "first")).is_empty());
        let operation = tokio::spawn({
            let provider = provider.clone();
            let prior = [("id", Value::from("01f80237-b1d3-4b56-8942-4c643fd17491"))].into_iter().collect();
            async move { provider.read(&VENDOR, &VENDOR.resources[0], &prior, &Private::default()).await }
        });
        let (connection, _) = listener.accept().await.unwrap();
        // Kept open for as long as the test takes.
        tokio::spawn(async move {
            sleep(std::time::Duration::from_secs(60)).await;
            drop((connection, listener))
        });
        (provider, operation, base_url)
    }

    #[tokio::test]
    async fn other_settings_are_refused_while_an_operation_is_under_way() {
        let (provider, operation, base_url) = reading().await;
        let refused: Vec<_> = provider.configure(&block(&base_url, "second")).into_iter().collect();
        assert_eq!(refused.len(), 1);
        assert_eq!(refused[0].summary, "The provider is in use with other settings");
        assert_eq!(key(&provider).as_deref(), Some("first"));
        assert!(provider.configure(&block(&base_url, "first")).is_empty(), "the same again is no other");
        assert!(!operation.is_finished());
        operation.abort();
        let _ = operation.await;
        assert!(provider.configure(&block(&base_url, "second")).is_empty());
        assert_eq!(key(&provider).as_deref(), Some("second"));
    }

    #[tokio::test]
    async fn a_stop_ends_what_was_configured_before_it_and_nothing_after_it() {
        let (provider, operation, base_url) = reading().await;
        let before = provider.run();
        provider.stop();
        timeout(std::time::Duration::from_secs(5), operation).await.expect("it ends at once").unwrap();
        assert!(provider.configure(&block(&base_url, "first")).is_empty());
        assert!(before.stop.is_cancelled() && !provider.run().stop.is_cancelled());
        assert!(!Arc::ptr_eq(&before.account(&VENDOR).unwrap(), &provider.run().account(&VENDOR).unwrap()));
    }
}
