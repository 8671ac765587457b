//! Plans from any state to any configuration: they are what Terraform's core takes, and lead to a state from which the next
//! plan is empty.

use proptest::bool::weighted;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value as Json;
use siptrunk::engine::Planned;
use siptrunk::provider::{Private, Provider};
use siptrunk::schema::{Attribute, Kind, Place, Presence, Resource, Vendor};
use siptrunk::value::{Object, Value};
use siptrunk::vendors::{SANDBOXES, resources};

use super::values::{UNKNOWN, configs, object, reports, shown, valid, whole};
use super::{broken, fuzz};

/// A life in plans: the first configuration, what a later one changes, and what only the vendor tells.
#[derive(Clone, Debug)]
pub struct Life {
    pub first: Json,
    pub second: Json,
    pub reports: Json,
    unknown: Vec<bool>,
}

/// Which attributes of a resource change.
pub fn masks(resource: &Resource) -> impl Strategy<Value = Vec<bool>> + use<> {
    let count = resource.attributes.len();
    prop_oneof![vec(weighted(0.15), count), vec(any::<bool>(), count)]
}

/// The configuration with the masked attributes of another one, if that is valid.
pub fn mixed(resource: &'static Resource, config: &Json, other: &Json, mask: &[bool]) -> Json {
    let mut mixed = config.clone();
    for (attribute, _) in resource.attributes.iter().zip(mask).filter(|(_, changes)| **changes) {
        mixed[attribute.name] = other[attribute.name].clone();
    }
    valid(resource, mixed).unwrap_or_else(|| other.clone())
}

/// Lives whose second configuration has a part of its attributes from another one.
pub fn lives(resource: &'static Resource) -> impl Strategy<Value = Life> {
    let count = resource.attributes.len();
    let unknown = prop_oneof![2 => Just(vec![false; count]), 1 => vec(weighted(0.2), count)];
    let drawn = (configs(resource), configs(resource), masks(resource), reports(resource), unknown);
    drawn.prop_map(move |(first, other, mask, reports, unknown)| {
        let second = mixed(resource, &first, &other, &mask);
        Life { first, second, reports, unknown }
    })
}

impl Life {
    /// The second configuration with values in it that are not known yet.
    fn half_known(&self, resource: &Resource) -> Json {
        let mut config = self.second.clone();
        for (attribute, _) in resource.attributes.iter().zip(&self.unknown).filter(|(_, unknown)| **unknown) {
            if !config[attribute.name].is_null() {
                config[attribute.name] = UNKNOWN.into();
            }
        }
        config
    }
}

/// A provider with the settings of all sandboxes, and a runtime to have it in.
pub fn provider() -> (tokio::runtime::Runtime, Provider) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let provider = Provider::default();
    let blocks = SANDBOXES.iter().map(|sandbox| {
        let settings = sandbox.settings.iter().copied().chain([(sandbox.address, "http://127.0.0.1:9")]);
        (sandbox.vendor, Value::Object(settings.map(|(name, value)| (name, value.into())).collect()))
    });
    let inside = runtime.enter();
    assert!(provider.configure(&blocks.collect()).is_empty());
    drop(inside);
    (runtime, provider)
}

/// A resource whose plans are asked for.
pub struct Planner<'a> {
    pub provider: &'a Provider,
    pub vendor: &'static Vendor,
    pub resource: &'static Resource,
}

impl Planner<'_> {
    pub fn object(&self, json: &Json) -> Object {
        object(self.resource.attributes, json)
    }

    /// A plan that core would take.
    pub fn plan(&self, prior: Option<&Object>, config: &Object) -> Result<Planned, TestCaseError> {
        let (planned, found) = self.provider.plan(self.vendor, self.resource, prior, config, &Private::default());
        let told: Vec<_> = found.iter().map(|told| told.detail.clone()).collect();
        if found.has_errors() && planned.requires_replace.is_empty() {
            return Err(TestCaseError::reject(told.join(" ")));
        }
        acceptable(self.resource.attributes, prior, config, &planned.state)?;
        Ok(planned)
    }

    /// The state that the plan leads to if the vendor does as it is asked, and where another object is needed that one's.
    pub fn applied(&self, prior: Option<&Object>, config: &Object, reports: &Json) -> Result<Object, TestCaseError> {
        let planned = self.plan(prior, config)?;
        let planned = if planned.requires_replace.is_empty() { planned } else { self.plan(None, config)? };
        Ok(told(self.resource, &planned.state, config, reports))
    }

    /// The plan from a state to the configuration that led to it changes nothing.
    pub fn settled(&self, state: &Object, config: &Object) -> Result<(), TestCaseError> {
        let is_broken = |why| TestCaseError::fail(format!("{why} in {}", whole(state)));
        let planned = self.plan(Some(state), config).map_err(is_broken)?;
        for attribute in self.resource.attributes {
            let (was, is) = (state.get(attribute.name), planned.state.get(attribute.name));
            if was != is {
                let (was, is) = (shown(was), shown(is));
                return broken(format!("the next plan changes {} from {was} to {is}", attribute.name));
            }
        }
        if planned.requires_replace.is_empty() { Ok(()) } else { broken("the next plan replaces it") }
    }
}

/// The planned state with what only the vendor tells.
fn told(resource: &Resource, planned: &Object, config: &Object, reports: &Json) -> Object {
    let mut state = planned.clone();
    let reported = object(resource.attributes, reports);
    for attribute in resource.attributes {
        let write_only = attribute.is_kept() && config.get(attribute.name).is_null();
        let value = match planned.get(attribute.name) {
            Value::Unknown if write_only => Value::Null,
            Value::Unknown => reported.get(attribute.name).clone(),
            value => filled(attribute, value),
        };
        state.set(attribute.name, value);
    }
    state
}

/// What core asks of a plan that is made again when all is known: what was planned before is planned still.
fn lasts(table: &[Attribute], early: &Object, late: &Object) -> Result<(), TestCaseError> {
    for attribute in table {
        let (early, late) = (early.get(attribute.name), late.get(attribute.name));
        match attribute.kind {
            _ if *early == Value::Unknown || early == late => {}
            Kind::Objects(of) if early.elements().len() == late.elements().len() && !late.is_null() => {
                for (early, late) in early.elements().iter().zip(late.elements()) {
                    if let (Some(early), Some(late)) = (early.as_object(), late.as_object()) {
                        lasts(of.attributes, early, late)?;
                    }
                }
            }
            _ => {
                let (early, late) = (shown(early), shown(late));
                return broken(format!("{} was planned as {early}, and is {late} when all is known", attribute.name));
            }
        }
    }
    Ok(())
}

/// A value with something in the place of what is not known inside of it.
fn filled(attribute: &Attribute, value: &Value) -> Value {
    let (Kind::Objects(of), Value::List(elements)) = (attribute.kind, value) else { return value.clone() };
    let member = |element: &Value, attribute: &Attribute| match element.as_object().map(|it| it.get(attribute.name)) {
        Some(Value::Unknown) => super::values::value(&attribute.kind, &"told".into()),
        Some(value) => filled(attribute, value),
        None => Value::Null,
    };
    let element = |element: &Value| {
        Value::Object(of.attributes.iter().map(|attribute| (attribute.name, member(element, attribute))).collect())
    };
    Value::List(elements.iter().map(element).collect())
}

/// What Terraform's core asks of a plan, as its `AssertPlanValid` does.
fn acceptable(
    table: &[Attribute],
    prior: Option<&Object>,
    config: &Object,
    planned: &Object,
) -> Result<(), TestCaseError> {
    for attribute in table {
        let name = attribute.name;
        let prior = prior.map_or(&Value::Null, |prior| prior.get(name));
        let (config, planned) = (config.get(name), planned.get(name));
        let computed = attribute.computed() || !attribute.cleared_by.is_empty() || attribute.is_kept();
        match attribute.kind {
            _ if matches!(attribute.place, Place::WriteOnly(_)) => {
                if !planned.is_null() {
                    return broken(format!("{name} is planned, and write-only"));
                }
            }
            _ if planned == config || (config.is_null() && computed) => {}
            _ if planned == prior && !prior.is_null() && !config.is_null() => {}
            Kind::Objects(of) if !config.is_null() && *planned != Value::Unknown => {
                let (priors, configs, planneds) = (prior.elements(), config.elements(), planned.elements());
                if configs.len() != planneds.len() {
                    return broken(format!("{name} is planned with another length"));
                }
                for (at, (config, planned)) in configs.iter().zip(planneds).enumerate() {
                    let prior = priors.get(at).and_then(Value::as_object);
                    if let (Some(config), Some(planned)) = (config.as_object(), planned.as_object()) {
                        acceptable(of.attributes, prior, config, planned)?;
                    }
                }
            }
            _ => {
                let (config, prior, planned) = (shown(config), shown(prior), shown(planned));
                return broken(format!("{name} is planned as {planned}, neither {config} nor {prior}"));
            }
        }
    }
    Ok(())
}

#[test]
fn a_plan_is_what_core_takes_and_the_next_one_is_empty() {
    let (_runtime, provider) = provider();
    for (vendor, resource) in resources() {
        let planner = Planner { provider: &provider, vendor, resource };
        fuzz(&format!("plans of {}", resource.name), 100, &lives(resource), |life| {
            let first = planner.object(&life.first);
            let state = planner.applied(None, &first, &life.reports)?;
            planner.settled(&state, &first)?;
            let half_known = planner.object(&life.half_known(resource));
            let second = planner.object(&life.second);
            for prior in [Some(&state), None] {
                let early = planner.plan(prior, &half_known)?;
                if early.requires_replace.is_empty() {
                    lasts(resource.attributes, &early.state, &planner.plan(prior, &second)?.state)?;
                }
            }
            let state = planner.applied(Some(&state), &second, &life.reports)?;
            planner.settled(&state, &second)
        });
    }
}

#[test]
fn a_plan_from_any_state_leads_to_an_empty_one() {
    let (_runtime, provider) = provider();
    for (vendor, resource) in resources() {
        let planner = Planner { provider: &provider, vendor, resource };
        let inputs = (reports(resource), configs(resource), reports(resource));
        fuzz(&format!("drift of {}", resource.name), 100, &inputs, |(state, config, reports)| {
            let mut state = planner.object(&state);
            for attribute in resource.attributes.iter().filter(|attribute| attribute.presence != Presence::ReadOnly) {
                if let Place::WriteOnly(_) | Place::Version(_) = attribute.place {
                    state.set(attribute.name, Value::Null);
                }
            }
            let config = planner.object(&config);
            let state = planner.applied(Some(&state), &config, &reports)?;
            planner.settled(&state, &config)
        });
    }
}
