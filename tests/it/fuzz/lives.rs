//! Whole lives against the sandbox: after every step the state is what the vendor holds, and the next plan is empty.

use std::cell::{Cell, RefCell};

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use siptrunk::diagnostic::Diagnostics;
use siptrunk::provider::{Outcome, Private, Provider};
use siptrunk::schema::{Place, Presence, Resource, Vendor};
use siptrunk::value::{Object, Value};
use siptrunk::vendors::{SANDBOXES, resources};

use super::super::support::sandbox::Sandbox;
use super::super::support::truth::Truth;
use super::plans::{masks, mixed};
use super::values::{configs, object, shown, whole};
use super::{broken, fuzz};

/// A provider that finds all vendors in the sandbox.
fn provider(sandbox: &Sandbox) -> Provider {
    let provider = Provider::default();
    let blocks = SANDBOXES.iter().map(|stand_in| {
        let address = format!("{}/{}{}", sandbox.origin, stand_in.vendor, stand_in.base);
        let settings = stand_in.settings.iter().map(|(name, value)| (*name, Value::from(*value)));
        let more = [(stand_in.address, address.as_str().into()), ("requests_per_minute", 1_000_000.into())];
        (stand_in.vendor, Value::Object(settings.chain(more).collect()))
    });
    assert!(provider.configure(&blocks.collect()).is_empty());
    provider
}

/// Whether the vendor took it, and why not.
type Applied = Result<(), String>;

/// An object in its life.
struct Alive<'a> {
    sandbox: &'a Sandbox,
    provider: Provider,
    vendor: &'static Vendor,
    resource: &'static Resource,
    state: Option<Object>,
    private: Private,
}

fn errors(found: &Diagnostics) -> String {
    let errors = found.iter().filter(|told| told.severity == siptrunk::diagnostic::Severity::Error);
    errors.map(|error| format!("{}: {}\n", error.summary, error.detail)).collect()
}

impl Alive<'_> {
    /// Begins another run. Terraform starts a provider for each, and no run changes or deletes what it has made.
    async fn begin_run(&mut self) {
        self.provider.close().await;
        self.provider = provider(self.sandbox);
    }

    /// Plans and carries the plan out.
    async fn apply(&mut self, config: &Object) -> Result<Applied, TestCaseError> {
        let (planned, found) =
            self.provider.plan(self.vendor, self.resource, self.state.as_ref(), config, &self.private);
        if found.has_errors() {
            return Ok(Err(errors(&found)));
        }
        if !planned.requires_replace.is_empty() {
            self.delete().await?;
            return Box::pin(self.apply(config)).await;
        }
        let outcome = match &self.state {
            None => self.provider.create(self.vendor, self.resource, &planned.state, config).await,
            Some(prior) => {
                let private = &self.private;
                self.provider.update(self.vendor, self.resource, prior, &planned.state, config, private).await
            }
        };
        self.reached(outcome).await
    }

    async fn delete(&mut self) -> Result<(), TestCaseError> {
        let Some(prior) = self.state.take() else { return Ok(()) };
        let outcome = self.provider.delete(self.vendor, self.resource, &prior, &self.private).await;
        if outcome.diagnostics.has_errors() || outcome.state.is_some() {
            return broken(format!("not deleted: {}", errors(&outcome.diagnostics)));
        }
        self.private = Private::default();
        self.is_true().await
    }

    async fn reached(&mut self, outcome: Outcome) -> Result<Applied, TestCaseError> {
        let says = errors(&outcome.diagnostics);
        self.state = outcome.state;
        self.private = outcome.private;
        self.is_true().await.map_err(|why| TestCaseError::fail(format!("{why}\n{says}")))?;
        Ok(if says.is_empty() { Ok(()) } else { Err(says) })
    }

    /// The state is what the sandbox holds.
    async fn is_true(&self) -> Result<(), TestCaseError> {
        let truth = Truth::of(self.sandbox).await;
        let instances: Vec<_> = self.state.iter().map(|state| json!({"attributes": whole(state)})).collect();
        let kind = self.resource.type_name();
        let state = json!({"resources": [{"mode": "managed", "type": kind, "name": "a", "instances": instances}]});
        let lies: Vec<_> = truth.lies_of(&state).iter().map(ToString::to_string).collect();
        let lost = truth.unknown_to(&state).into_iter().filter(|(lost, _)| *lost == kind).count();
        match lies.is_empty() && lost == 0 {
            true => Ok(()),
            false => broken(format!("{lost} are in no state; {lies:#?}")),
        }
    }

    /// A refresh finds what the state has, and the plan after it is empty.
    async fn is_settled(&mut self, config: &Object) -> Result<(), TestCaseError> {
        let Some(before) = self.state.clone() else { return broken("it is in no state") };
        let outcome = self.provider.read(self.vendor, self.resource, &before, &self.private).await;
        if let Err(why) = self.reached(outcome).await? {
            return broken(why);
        }
        let Some(state) = &self.state else { return broken("a refresh does not find it") };
        let (planned, found) = self.provider.plan(self.vendor, self.resource, Some(state), config, &self.private);
        if found.has_errors() {
            return broken(errors(&found));
        }
        for attribute in self.resource.attributes {
            let name = attribute.name;
            let (was, is) = (state.get(name), planned.state.get(name));
            if was != is {
                return broken(format!("the next plan changes {name} from {} to {}", shown(was), shown(is)));
            }
            let told = attribute.presence == Presence::ReadOnly;
            if !told && before.get(name) != was {
                return broken(format!("a refresh changes {name} from {} to {}", shown(before.get(name)), shown(was)));
            }
        }
        if planned.requires_replace.is_empty() { Ok(()) } else { broken("the next plan replaces it") }
    }
}

#[test]
fn every_life_leaves_the_state_true_and_the_next_plan_empty() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    for (vendor, resource) in resources() {
        let parent = resource.parent.and_then(|(address, name)| {
            Some((address, vendor.resources.iter().find(|resource| resource.name == name)?))
        });
        let parents = parent.map_or(Just(Json::Null).boxed(), |(_, parent)| configs(parent));
        let changes = vec((configs(resource), masks(resource)), 1..4);
        let (done, refused) = (Cell::new(0), RefCell::new(vec![]));
        fuzz(
            &format!("lives of {}", resource.name),
            6,
            &(parents, configs(resource), changes),
            |(over, first, changes)| {
                runtime.block_on(async {
                    let sandbox = Sandbox::start(&[]).await;
                    let alive = |resource| Alive {
                        sandbox: &sandbox,
                        provider: provider(&sandbox),
                        vendor,
                        resource,
                        state: None,
                        private: Private::default(),
                    };
                    let mut address = None;
                    if let Some((name, parent)) = parent {
                        let mut above = alive(parent);
                        if let Err(why) = above.apply(&object(parent.attributes, &over)).await? {
                            refused.borrow_mut().push(why);
                            return Ok(());
                        }
                        address = above.state.map(|state| (name, state.get("id").clone()));
                    }
                    let mut life = alive(resource);
                    let mut config = first;
                    for change in [None].into_iter().chain(changes.into_iter().map(Some)) {
                        if let Some((other, mask)) = change {
                            config = mixed(resource, &config, &other, &mask);
                        }
                        let mut object = object(resource.attributes, &config);
                        // Where the account is, only the settings know.
                        for attribute in
                            resource.attributes.iter().filter(|attribute| attribute.place == Place::Address)
                        {
                            let parent = address.as_ref().filter(|(name, _)| attribute.is(name));
                            object.set(attribute.name, parent.map_or(Value::Null, |(_, id)| id.clone()));
                        }
                        life.begin_run().await;
                        match life.apply(&object).await? {
                            Ok(()) => {
                                done.set(done.get() + 1);
                                life.is_settled(&object).await?;
                            }
                            Err(why) => refused.borrow_mut().push(why),
                        }
                    }
                    life.begin_run().await;
                    life.delete().await
                })
            },
        );
        let (done, refused) = (done.get(), refused.take());
        println!(
            "lives of {}: {done} applies were done, {} refused; {:#?}",
            resource.name,
            refused.len(),
            refused.last()
        );
        assert!(done > refused.len(), "the sandbox refuses most of {}: {refused:#?}", resource.name);
    }
}
