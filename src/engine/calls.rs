//! What an apply sends: each operation as a sequence of steps, without any talking. The stories carry the steps out, and
//! nothing that changes anything at a vendor is made anywhere else.

use serde_json::Value as Json;

use super::diff::{Changes, diff};
use super::encode::{carried, carry, clearing_again, create_body, update_body, whole_body};
use super::plan::aimed;
use crate::request::{Repeat, Request};
use crate::schema::{Attribute, Call, Life, Missing, Place, Presence, Resource};
use crate::value::{Object, Value};

/// One call that changes something, and what to do around it.
#[derive(Clone)]
pub struct Step {
    /// The call.
    pub request: Request,
    /// The attributes that it changes.
    pub changes: Changes,
    /// The call to send instead where the vendor does not know the first one's method.
    pub otherwise: Option<Request>,
}

impl Step {
    /// The attributes for which the vendor's object must be looked at first, because the call would take away what only the
    /// vendor has in them.
    pub fn carried(&self) -> impl Iterator<Item = &'static Attribute> {
        self.changes.iter().map(|change| change.attribute()).filter(|attribute| carried(attribute))
    }

    /// Adds to the call what only the vendor has, out of what it shows now.
    pub fn carry(&mut self, prior: &Object, shown: &Json) {
        if let Some(body) = &mut self.request.body {
            carry(&self.changes, body, prior, shown);
        }
    }
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
    let body = Some(create_body(resource, planned));
    Ok(step(request(&resource.calls.create, body, Repeat::Never, address(planned, setting))?))
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
    let body = update_body(resource, &changes, prior, planned);
    let Some(mut step) = change(resource, body, changes, prior, setting)? else { return Ok(None) };
    if let Some(call) = &resource.calls.update_whole {
        let body = Some(whole_body(resource, planned));
        step.otherwise = Some(to_object(resource, call, body, prior, setting)?);
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
    change(resource, clearing_again(resource, changes, state), changes.clone(), state, setting)
}

/// The call that ends an object.
pub fn delete(
    resource: &Resource,
    prior: &Object,
    setting: impl Fn(&str) -> Option<String> + Copy,
) -> Result<Step, Missing> {
    Ok(step(request(&resource.calls.delete, None, Repeat::Idempotent, address(prior, setting))?))
}

/// The plan with the documented values in place of what a create does not take: that much is there at first.
pub fn as_made(resource: &Resource, planned: &Object) -> Object {
    let mut made = planned.clone();
    for attribute in resource.attributes.iter().filter(|attribute| attribute.life == Life::AfterCreate) {
        let documented = match attribute.presence {
            Presence::Default(default) => default.value(),
            _ => Value::Null,
        };
        made.set(attribute.name, documented);
    }
    made
}

/// An update with this body. A resource without the call never comes here: its every change takes a new object.
fn change(
    resource: &Resource,
    body: Option<Json>,
    changes: Changes,
    object: &Object,
    setting: impl Fn(&str) -> Option<String> + Copy,
) -> Result<Option<Step>, Missing> {
    let (Some(body), Some(call)) = (body, &resource.calls.update) else { return Ok(None) };
    Ok(Some(Step { changes, ..step(to_object(resource, call, Some(body), object, setting)?) }))
}

/// A call to an object that exists. Its own address counts before what a setting says; without either it cannot be reached.
fn to_object(
    resource: &Resource,
    call: &Call,
    body: Option<Json>,
    object: &Object,
    setting: impl Fn(&str) -> Option<String> + Copy,
) -> Result<Request, Missing> {
    let path = call.path(own_address(resource, object, setting)).or_else(|_| call.path(address(object, setting)))?;
    Ok(Request { method: call.method, path, body, repeat: Repeat::Idempotent })
}

fn step(request: Request) -> Step {
    Step { request, changes: vec![], otherwise: None }
}

fn request(
    call: &Call,
    body: Option<Json>,
    repeat: Repeat,
    address: impl Fn(&str) -> Option<String>,
) -> Result<Request, Missing> {
    Ok(Request { method: call.method, path: call.path(address)?, body, repeat })
}
