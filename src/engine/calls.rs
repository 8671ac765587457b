//! What an apply sends: each operation as a sequence of steps, without any talking. The stories carry the steps out, and
//! nothing that changes anything at a vendor is made anywhere else.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use super::decode::at;
use super::diff::{Changes, diff};
use super::encode::{
    addressed, carried, carry, clearing_again, complete, create_body, goes_whole, insert, masked, replacement,
    update_body, whole_body,
};
use super::plan::aimed;
use crate::request::{Deed, Method, Repeat, Request};
use crate::schema::format::text::is_mask;
use crate::schema::{Attribute, Call, Life, Missing, Place, Resource, Trio, trio, trios};
use crate::value::{Object, Value};

/// One call that changes something, and what to do around it.
#[derive(Clone)]
pub struct Step {
    /// The call.
    pub request: Request,
    /// The attributes that it changes.
    pub changes: Changes,
    /// The call to send instead where the vendor does not know the first one's method, or the secret that it lacks.
    pub otherwise: Option<Result<Request, Hidden>>,
    /// Whether the call takes the whole object, as it was read.
    pub takes_all: bool,
    /// What is known of the object's secrets.
    known: KnownSecrets,
    /// Whether success has no content.
    pub is_silent: bool,
    /// The member of the body that holds the attributes.
    within: Option<&'static str>,
}

/// A secret that a call would take away, or overwrite with what the vendor shows in its place.
#[derive(Clone, Copy)]
pub struct Hidden(pub &'static Attribute);

/// What is known of an object's secrets, by name, whatever its answers show.
#[derive(Clone, Default)]
pub struct KnownSecrets {
    /// Whether the object has them.
    pub has: BTreeMap<&'static str, bool>,
    /// Those that somebody else may have replaced.
    pub estranged: BTreeSet<String>,
}

impl Step {
    /// The attributes for which the vendor's object must be looked at first, because the call would take away what only the
    /// vendor has in them.
    pub fn carried(&self) -> impl Iterator<Item = &'static Attribute> {
        self.changes.iter().map(|change| change.attribute()).filter(|attribute| carried(attribute))
    }

    /// The objects in the object that the call takes whole only.
    pub fn whole_members(&self, resource: &Resource) -> impl Iterator<Item = &'static str> {
        let changed = |member: &&str| self.changes.iter().any(|c| goes_whole(resource, c.attribute()) == Some(*member));
        resource.calls.whole_members.iter().copied().filter(changed)
    }

    /// Whether the call is made of what the vendor shows.
    pub fn completes(&self, resource: &Resource) -> bool {
        self.takes_all || self.whole_members(resource).next().is_some()
    }

    /// Whether the vendor's object must be looked at right before the call.
    pub fn needs_look(&self, resource: &Resource, prior: &Object) -> bool {
        let has_mask = masked(resource, &self.changes, prior).next().is_some();
        self.completes(resource) || self.carried().next().is_some() || has_mask
    }

    /// The same where this is known of the object's secrets.
    pub fn knowing(self, known: KnownSecrets) -> Self {
        Self { known, ..self }
    }

    /// Adds to the call what only the vendor has, out of what it shows now. `planned` has the secrets.
    pub fn carry(
        &mut self,
        resource: &'static Resource,
        prior: &Object,
        planned: &Object,
        shown: &Json,
    ) -> Result<(), Hidden> {
        let (changes, takes_all, known) = (self.changes.clone(), self.takes_all, self.known.clone());
        let Some(attributes) = self.attributes() else { return Ok(()) };
        let look = Look { prior, planned, shown, known: &known };
        carry(&changes, attributes, prior, shown);
        unmask(resource, &changes, attributes, &look)?;
        if !takes_all {
            complete(resource, attributes, shown);
            return Ok(());
        }
        replacement(resource, attributes, shown);
        keep_secrets(resource, &changes, attributes, &look)
    }

    /// The attributes in the call's body.
    pub fn attributes(&mut self) -> Option<&mut Json> {
        let body = self.request.body.as_mut()?;
        match self.within {
            Some(member) => body.get_mut(member),
            None => Some(body),
        }
    }
}

/// A look at an object right before it is changed.
struct Look<'a> {
    /// The state before.
    prior: &'a Object,
    /// The state that is asked for, with the secrets.
    planned: &'a Object,
    /// What the vendor shows.
    shown: &'a Json,
    /// What it need not show.
    known: &'a KnownSecrets,
}

/// Sees to it that a call with the whole object loses no secret that does not change: sent back as it is shown, or left out,
/// it would be. It goes itself where it is given.
fn keep_secrets(
    resource: &'static Resource,
    changes: &Changes,
    attributes: &mut Json,
    look: &Look<'_>,
) -> Result<(), Hidden> {
    let untouched =
        |trio: &Trio| trio.secret.is_kept() && changes.iter().all(|change| change.attribute() != trio.secret);
    for Trio { secret, write_only, .. } in trios(resource.attributes).filter(untouched) {
        let Some(path) = secret.json_path() else { continue };
        let there = at(attributes, path);
        if there.is_some_and(|there| there.as_str().is_some_and(|text| !is_mask(text))) {
            continue;
        }
        let hidden = match (there, look.known.has.get(secret.name)) {
            (_, Some(true)) => true,
            (Some(there), has) if there.is_null() || there == "" => {
                has.is_none() && has_user(resource, secret, look.shown)
            }
            (Some(_), _) => true,
            (None, _) => has_user(resource, secret, look.shown),
        };
        match (look.planned.get(write_only.name).as_str(), attributes.as_object_mut()) {
            (Some(given), Some(body)) => insert(body, path, given.into()),
            (None, _) if hidden => return Err(Hidden(secret)),
            _ => {}
        }
    }
    Ok(())
}

/// Whether an object is shown with the user that a secret belongs to.
fn has_user(resource: &Resource, secret: &Attribute, shown: &Json) -> bool {
    let Some(user) = secret.user.and_then(|name| resource.attribute(name)) else { return true };
    let there = user.json_path().and_then(|path| at(shown, path));
    there.is_some_and(|there| !there.is_null() && there != "")
}

/// A mask keeps what is there. Beside something that somebody has taken away since the plan, nothing is, and what somebody may
/// have replaced is not to be kept: the secret itself goes. What is not shown at all counts as taken away, if the secret is
/// given.
fn unmask(resource: &Resource, changes: &Changes, attributes: &mut Json, look: &Look<'_>) -> Result<(), Hidden> {
    for (cause, secret) in masked(resource, changes, look.prior) {
        let there = cause.json_path().and_then(|path| at(look.shown, path));
        let given = trio(resource.attributes, secret).and_then(|trio| look.planned.get(trio.write_only.name).as_str());
        match (there, given, attributes.as_object_mut().zip(secret.json_path())) {
            (Some(there), given, _)
                if !there.is_null()
                    && there != ""
                    && (given.is_none() || !look.known.estranged.contains(secret.name)) => {}
            (_, Some(given), Some((body, path))) => insert(body, path, given.into()),
            (Some(_), None, _) => return Err(Hidden(secret)),
            _ => {}
        }
    }
    Ok(())
}

/// What a name in a path stands for: the object's attribute, else what `setting` gives, the provider's own.
pub fn address<'a>(
    object: &'a Object,
    setting: impl Fn(&str) -> Option<String> + Copy + 'a,
) -> impl Fn(&str) -> Option<String> + Copy + 'a {
    move |name| object.get(name).as_str().map(str::to_owned).or_else(|| setting(name))
}

/// The same for an object that exists: where it lives is known from itself, and no setting says it.
fn own_address<'a>(
    resource: &'a Resource,
    object: &'a Object,
    setting: impl Fn(&str) -> Option<String> + Copy + 'a,
) -> impl Fn(&str) -> Option<String> + Copy + 'a {
    let addresses = |name: &str| resource.attribute(name).is_some_and(|a| a.place == Place::Address);
    move |name| match addresses(name) {
        true => object.get(name).as_str().map(str::to_owned),
        false => address(object, setting)(name),
    }
}

/// The call that makes an object; sent once. What no create takes is an [`update`] from what [`as_made`] says, once the
/// object has an id.
pub fn create(
    resource: &Resource,
    planned: &Object,
    setting: impl Fn(&str) -> Option<String> + Copy,
) -> Result<Step, Missing> {
    let call = &resource.calls.create;
    let body = addressed(resource, call, create_body(resource, planned), planned);
    Ok(step(call, request(call, Some(body), Deed::Create, Repeat::Never, address(planned, setting))?))
}

/// The update right after a create that the vendor carries out as planned; none if the create takes everything. `planned`
/// has the id.
pub fn follow_up(
    resource: &Resource,
    planned: &Object,
    setting: impl Fn(&str) -> Option<String> + Copy,
) -> Result<Option<Step>, Missing> {
    let made = as_made(resource, planned).settled();
    update(resource, &made, &aimed(resource, planned, &made), setting)
}

/// The call that brings an object from its prior state to the planned one; none if nothing differs that it could change.
pub fn update(
    resource: &Resource,
    prior: &Object,
    planned: &Object,
    setting: impl Fn(&str) -> Option<String> + Copy,
) -> Result<Option<Step>, Missing> {
    let changes = diff(resource, prior, planned);
    let takes_all = changes.iter().any(|change| change.attribute().life == Life::WithAll);
    let call = if takes_all { &resource.calls.replace } else { &resource.calls.update };
    // A resource without the call never comes here: its every change takes a new object.
    let Some(call) = call else { return Ok(None) };
    let body = update_body(resource, call, &changes, prior, planned);
    let Some(mut step) = change(resource, call, body, changes, prior, setting)? else { return Ok(None) };
    step.takes_all = takes_all;
    if let Some(call) = &resource.calls.update_whole {
        step.otherwise = Some(match whole_body(resource, &step.changes, planned) {
            Ok(body) => Ok(to_object(resource, call, body, prior, setting)?),
            Err(secret) => Err(Hidden(secret)),
        });
    }
    Ok(Some(step))
}

/// The call that empties once more what the first one left there; none if it is empty, or there is no other way.
pub fn clear_again(
    resource: &Resource,
    changes: &Changes,
    state: &Object,
    setting: impl Fn(&str) -> Option<String> + Copy,
) -> Result<Option<Step>, Missing> {
    let Some(call) = &resource.calls.update else { return Ok(None) };
    change(resource, call, clearing_again(changes, state), changes.clone(), state, setting)
}

/// The call that ends an object.
pub fn delete(
    resource: &Resource,
    prior: &Object,
    setting: impl Fn(&str) -> Option<String> + Copy,
) -> Result<Step, Missing> {
    let call = &resource.calls.delete;
    Ok(step(
        call,
        request(call, question(resource, call, prior), Deed::Delete, call.repeat(), address(prior, setting))?,
    ))
}

/// The body of a call that is sent no attributes: none, or the object's id where the call takes it there. What is posted has
/// a body.
pub fn question(resource: &Resource, call: &Call, object: &Object) -> Option<Json> {
    let asks = call.names_object || call.method == Method::Post;
    asks.then(|| addressed(resource, call, Json::Object(Map::new()), object))
}

/// The plan with the documented values in place of what a create does not take: that much is there at first.
pub fn as_made(resource: &Resource, planned: &Object) -> Object {
    let mut made = planned.clone();
    for attribute in resource.attributes.iter().filter(|attribute| attribute.life == Life::AfterCreate) {
        made.set(attribute.name, attribute.documented().unwrap_or(Value::Null));
    }
    made
}

/// An update with these attributes in its body.
fn change(
    resource: &Resource,
    call: &Call,
    attributes: Option<Json>,
    changes: Changes,
    object: &Object,
    setting: impl Fn(&str) -> Option<String> + Copy,
) -> Result<Option<Step>, Missing> {
    let Some(attributes) = attributes else { return Ok(None) };
    Ok(Some(Step { changes, ..step(call, to_object(resource, call, attributes, object, setting)?) }))
}

/// A call to an object that exists. Its own address counts before what a setting says; without either it cannot be reached.
fn to_object(
    resource: &Resource,
    call: &Call,
    attributes: Json,
    object: &Object,
    setting: impl Fn(&str) -> Option<String> + Copy,
) -> Result<Request, Missing> {
    let body = Some(addressed(resource, call, attributes, object));
    let path = call.path(own_address(resource, object, setting)).or_else(|_| call.path(address(object, setting)))?;
    Ok(Request { method: call.method, path, body, deed: Deed::Update, repeat: call.repeat() })
}

fn step(call: &Call, request: Request) -> Step {
    Step {
        request,
        changes: vec![],
        otherwise: None,
        takes_all: false,
        known: KnownSecrets::default(),
        is_silent: call.is_silent,
        within: call.within,
    }
}

fn request(
    call: &Call,
    body: Option<Json>,
    deed: Deed,
    repeat: Repeat,
    address: impl Fn(&str) -> Option<String>,
) -> Result<Request, Missing> {
    Ok(Request { method: call.method, path: call.path(address)?, body, deed, repeat })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::schema::{Calls, attributes, patch, put, string};
    use crate::vendors::livekit::VENDOR;

    const ID: Attribute = string("id", "Number.").read_only().stable();
    const NAME: Attribute = string("name", "Name.").with_all();
    const PASSWORD: Attribute = string("password", "Password.").json("login.password").secret();

    /// A trunk with a login, which is changed in part without an answer, or as a whole with one.
    fn trunk() -> &'static Resource {
        let [update, replace] = [patch(&["/{id}"]).silent(), put(&["/{id}"])].map(Some);
        let calls = Calls { update, replace, ..VENDOR.resources[0].calls };
        Box::leak(Box::new(Resource { attributes: attributes![ID, NAME, PASSWORD], calls, ..VENDOR.resources[0] }))
    }

    fn object(name: &str, password: &str) -> Object {
        [("id", "1".into()), ("name", name.into()), ("password_wo", password.into())].into_iter().collect()
    }

    fn replaced(password: &str, shown: &Json) -> Option<Json> {
        let (prior, planned) = (object("a", password), object("b", password));
        let mut step = update(trunk(), &prior, &planned, |_| None).ok()??;
        step.carry(trunk(), &prior, &planned, shown).ok()?;
        step.request.body
    }

    #[test]
    fn a_secret_in_an_object_goes_where_it_belongs() {
        for there in [json!(null), json!("********")] {
            let shown = json!({"name": "a", "login": {"user": "x", "password": there}});
            let due = json!({"name": "b", "login": {"user": "x", "password": "hunter2"}});
            assert_eq!(replaced("hunter2", &shown), Some(due), "{there}");
        }
        let shown = json!({"name": "a", "login": {"password": "shown"}});
        let due = json!({"name": "b", "login": {"password": "shown"}});
        assert_eq!(replaced("hunter2", &shown), Some(due), "it is sent back as it is");
    }

    #[test]
    fn whether_success_has_no_content_the_call_of_the_step_says() {
        let (prior, planned) = (object("a", ""), object("b", ""));
        let step = update(trunk(), &prior, &planned, |_| None).ok().flatten();
        assert_eq!(step.map(|step| (step.takes_all, step.is_silent)), Some((true, false)));
    }
}
