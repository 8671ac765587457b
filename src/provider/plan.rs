//! Planning with what only the provider knows: its settings, and which changes the vendor refuses. Sends nothing.

use super::private::start;
use super::report::untouchable;
use super::settings::Settings;
use super::timeouts::timeouts;
use super::{Private, Provider};
use crate::diagnostic::{Diagnostics, Path};
use crate::engine::{self, Planned, Prior};
use crate::preview;
use crate::request::Deed;
use crate::schema::timeouts::TIMEOUTS;
use crate::schema::{Attribute, EMPTY_TEXT, Presence, Resource, SEGMENT, Vendor};
use crate::value::{Object, Value};

impl Provider {
    /// What an apply would do. `prior` is `None` for a create. Sends nothing.
    pub fn plan(
        &self,
        vendor: &'static Vendor,
        resource: &'static Resource,
        prior: Option<&Object>,
        config: &Object,
        private: &Private,
    ) -> (Planned, Diagnostics) {
        let run = self.run();
        let settings = run.settings(vendor);
        let seen = prior.and_then(|prior| private.seen_by(resource, config, prior));
        let before = seen.as_ref().or(prior).map(|state| Prior { state, adopted: private.adopted });
        let mut planned = engine::plan(resource, before, config, |name| settings.get(name).clone());
        if let (Some(seen), Some(prior)) = (&seen, prior) {
            // What is there as it is wanted stays as the vendor has it, whatever else changes; what is not is planned as the user
            // writes it, because core accepts no third spelling or order.
            for attribute in resource.attributes {
                let (name, was) = (attribute.name, prior.get(attribute.name));
                let seen = seen.get(name);
                if seen != was {
                    let stays = was.is_set() && engine::equal(attribute, planned.state.get(name), seen);
                    let filled = || engine::filled(attribute, config.get(name), Some(seen));
                    planned.state.set(name, if stays { was.clone() } else { filled() });
                }
            }
        }
        planned.state.set(TIMEOUTS, timeouts(config));
        let start = prior.map(|prior| start(resource, seen, prior, &planned.state));
        let prior = start.as_ref();
        let mut found = settings.faults(vendor);
        found.extend(engine::at_odds(resource, prior, config));
        // A new object that takes the place of another is planned once more, as a create.
        if prior.is_none() || planned.requires_replace.is_empty() {
            let before = prior.map(|object| settled(resource, prior, object, config));
            let broken = engine::rules(resource, before.as_ref(), &settled(resource, prior, &planned.state, config));
            found.extend(kept(resource, broken, &planned.state, config));
        }
        match prior {
            None => {
                found.extend(engine::missing_secrets(resource, config, |name| private.had(name), &[]));
                found.extend(unaddressed(vendor, resource, Deed::Create, &planned.state, &settings));
            }
            Some(prior) if planned.requires_replace.is_empty() => {
                found.extend(engine::unknown_secrets(resource, prior, &planned.state, config));
                if !engine::diff(resource, prior, &planned.state).is_empty() {
                    found.extend(untouchable(vendor, resource, prior, "changed"));
                }
            }
            Some(prior) => {
                let because = &planned.requires_replace;
                found.extend(engine::missing_secrets(resource, config, |name| private.had(name), because));
                found.extend(parting(vendor, resource, prior));
            }
        }
        if run.show_requests {
            // Of a replacement, core drops the warnings with which the new object is planned by itself.
            let new = (!planned.requires_replace.is_empty())
                .then(|| engine::plan(resource, None, config, |name| settings.get(name).clone()).state);
            let change = [prior, Some(new.as_ref().unwrap_or(&planned.state))];
            show(vendor, resource, change, new.is_some(), config, &settings, &mut found);
        }
        (planned, found)
    }

    /// Whether a destroy can be carried out. Sends nothing.
    pub fn plan_destroy(&self, vendor: &'static Vendor, resource: &'static Resource, prior: &Object) -> Diagnostics {
        let run = self.run();
        let settings = run.settings(vendor);
        let mut found = settings.faults(vendor);
        found.extend(unaddressed(vendor, resource, Deed::Delete, prior, &settings));
        found.extend(parting(vendor, resource, prior));
        if run.show_requests {
            show(vendor, resource, [Some(prior), None], false, &Object::default(), &settings, &mut found);
        }
        found
    }
}

/// Warns of what a change from one object to another will have sent, if it can be carried out.
fn show(
    vendor: &'static Vendor,
    resource: &'static Resource,
    change: [Option<&Object>; 2],
    replaces: bool,
    config: &Object,
    settings: &Settings,
    found: &mut Diagnostics,
) {
    if found.has_errors() {
        return;
    }
    let told = preview::planned(vendor, resource, change, replaces, config, |name| settings.get(name).clone());
    if let Some((summary, detail)) = told.ok().and_then(|told| told.warning(vendor)) {
        found.warn_in_lines(&summary, &detail);
    }
}

/// What the object will be, as far as anybody but the vendor decides it: of a new one nothing is kept.
fn settled(resource: &Resource, prior: Option<&Object>, planned: &Object, config: &Object) -> Object {
    let mut object = planned.clone();
    for attribute in resource.attributes {
        match prior {
            None if attribute.presence == Presence::VendorDefault => {
                object.set(attribute.name, config.get(attribute.name).clone());
            }
            // Whether there is one, only the vendor knows.
            Some(_) if attribute.is_kept() && planned.get(attribute.name).is_null() => {
                object.set(attribute.name, Value::Unknown);
            }
            _ => {}
        }
    }
    object
}

/// Broken rules with how to end what breaks them where no line of the configuration does, but what the vendor keeps.
fn kept(resource: &Resource, broken: Diagnostics, planned: &Object, config: &Object) -> Diagnostics {
    let mut found = Diagnostics::default();
    for error in broken {
        let is_kept = |attribute: &&Attribute| {
            let left_out = config.get(attribute.name).is_null() && planned.get(attribute.name).is_set();
            error.path == Path::attribute(attribute.name) && left_out && attribute.cleared_by == EMPTY_TEXT
        };
        let how = resource.attributes.iter().find(is_kept).map_or(String::new(), |Attribute { name, .. }| {
            format!(" It is left out, so the {} keeps what it has: {name} = \"\" takes that away.", resource.noun)
        });
        found.error_at(error.path.clone(), error.summary, error.detail + &how);
    }
    found
}

/// Errors and warnings about a delete, before it happens.
fn parting(vendor: &Vendor, resource: &Resource, prior: &Object) -> Diagnostics {
    let mut found = untouchable(vendor, resource, prior, "deleted");
    if let Some(what) = resource.hooks.goes_along(prior) {
        found.warn_at(Path::default(), format!("Deleting this {} deletes more", resource.noun), what);
    }
    found
}

/// An error if a call could not be addressed, on the attribute that is missing. A value that is not known yet is none.
fn unaddressed(vendor: &Vendor, resource: &Resource, deed: Deed, object: &Object, settings: &Settings) -> Diagnostics {
    let mut found = Diagnostics::default();
    let known = |name: &str| match (object.get(name), settings.get(name)) {
        (Value::Unknown, _) | (_, Value::Unknown) => Some("unknown".to_owned()),
        // That has an error of its own.
        (Value::Null, _) if settings.is_wrong(name) => Some("wrong".to_owned()),
        (own, setting) => [own, setting].into_iter().find_map(Value::as_str).map(str::to_owned),
    };
    let calls = &resource.calls;
    let call = if deed == Deed::Delete { &calls.delete } else { &calls.create };
    if let Err(missing) = call.path(known)
        && let Some(attribute) = resource.attribute(missing.0)
    {
        let name = attribute.name;
        let given = [object.get(name), settings.get(name)].into_iter().any(|value| value.as_str().is_some());
        let (done, then) = match deed {
            Deed::Delete => ("deleted", " and apply"),
            _ => ("created", ""),
        };
        let or_setting = vendor
            .setting(name)
            .map(|_| format!(", or in the provider's \"{}\" block, or as {}", vendor.name, vendor.variable(name)));
        let empty = settings.empty(vendor, name).map(|says| format!(" {says}")).unwrap_or_default();
        let (summary, says) = match given {
            true => ("Invalid", format!("\"{name}\" must {}.", SEGMENT.says)),
            false => (
                "Missing",
                format!(
                    "At {} {} can only be {done} where \"{name}\" is known. Set it on the resource{then}{}.{empty}",
                    vendor.title,
                    resource.one().to_lowercase(),
                    or_setting.unwrap_or_default()
                ),
            ),
        };
        found.error_at(Path::attribute(name), format!("{summary} {name}"), says);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vendors::{bolna, fonedynamics, yeastar};

    #[test]
    fn what_only_the_vendor_has_breaks_no_rule_of_a_plan_that_leaves_it_so() {
        let (vendor, provider) = (&yeastar::VENDOR, Provider::default());
        let resource = &vendor.resources[0];
        let of = |setting: &str| -> Object {
            let codecs = Value::List(vec!["ulaw".into()]);
            let texts = [("type", "peer"), ("name", "Carrier"), ("transport", "udp"), ("host", "carrier.example")];
            let texts =
                texts.into_iter().chain([("domain", "carrier.example"), ("setting_of_sip_and_sdp_ip", setting)]);
            texts.map(|(name, text)| (name, text.into())).chain([("port", 5060.into()), ("codecs", codecs)]).collect()
        };
        let told = |config: &Object, private: &Private| {
            let mut state = of("default");
            state.set("id", "7");
            state.set("sip_and_sdp_ip_addr", "192.0.2.1");
            let (_, found) = provider.plan(vendor, resource, Some(&state), config, private);
            found.into_iter().filter(|error| error.path == Path::attribute("sip_and_sdp_ip_addr")).count()
        };
        let mut other = of("default");
        other.set("name", "Other");
        for private in [Private::default(), Private::of_an_import(resource)] {
            assert_eq!(told(&of("default"), &private), 0);
            assert_eq!(told(&other, &private), 0);
        }
        let mut prior = of("custom");
        prior.set("sip_and_sdp_ip_addr", "192.0.2.1");
        let (_, found) = provider.plan(vendor, resource, Some(&prior), &of("default"), &Private::default());
        let says = "so the trunk keeps what it has: sip_and_sdp_ip_addr = \"\" takes that away.";
        assert!(found.iter().any(|error| error.detail.ends_with(says)), "{found:?}");
        let mut written = of("default");
        written.set("sip_and_sdp_ip_addr", "192.0.2.2");
        assert!(Provider::validate_resource(resource, &written, true).has_errors());
    }

    #[test]
    fn a_change_that_takes_along_a_secret_nobody_knows_is_an_error() {
        let object = |changed: (&'static str, &str), password: Value| -> Object {
            let kind = ("auth_type", "credentials".into());
            [kind, (changed.0, changed.1.into()), ("password", password)].into_iter().collect()
        };
        for (resource, name) in
            [(&bolna::VENDOR.resources[0], "username"), (&fonedynamics::VENDOR.resources[0], "realm")]
        {
            let errors = |next: &str, password: Value| {
                let planned = object((name, next), password);
                engine::unknown_secrets(resource, &object((name, "one"), Value::Null), &planned, &planned)
                    .into_iter()
                    .collect::<Vec<_>>()
            };
            let found = errors("two", Value::Null);
            assert_eq!(found.len(), 1, "{}", resource.name);
            assert_eq!(found[0].path, Path::attribute("password"));
            assert!(found[0].detail.contains(&format!("A change of \"{name}\" is sent together with the password")));
            assert!(errors("one", Value::Null).is_empty(), "nothing changes");
            assert!(errors("two", "Tr0ub4dor&Zebra".into()).is_empty());
            assert!(errors("two", Value::Unknown).is_empty());
        }
    }
}
