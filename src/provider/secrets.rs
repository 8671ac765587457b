//! The secrets that a vendor's answer might repeat.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value as Json;

use super::account::Account;
use crate::schema::{Attribute, Auth, Resource};
use crate::secret::{Secrets, may_be_a_word};
use crate::value::{Object, Value};

/// Every secret that the vendor could have from this account, and from these objects of one of its resources; and whatever
/// it has of others, by the members that hold it.
pub fn secrets(account: &Account, resource: Option<&Resource>, objects: &[&Object]) -> Secrets {
    let (settings, vendor) = (&account.settings, account.vendor);
    let mut all = settings.secrets(vendor);
    if let Auth::Basic(user, password) = vendor.auth
        && let (Some(user), Some(password)) = (settings.get(user).as_str(), settings.get(password).as_str())
    {
        all.push(STANDARD.encode(format!("{user}:{password}")));
    }
    for object in objects {
        collect(resource.map_or(&[], |resource| resource.attributes), object, &mut all);
    }
    Secrets::of(all).and_behind(account.secret_members.clone())
}

/// The texts in a map, or in a text that is JSON.
fn texts(value: &Value) -> Vec<String> {
    fn leaves(json: &Json, texts: &mut Vec<String>) {
        match json {
            Json::String(text) => texts.push(text.clone()),
            Json::Array(elements) => elements.iter().for_each(|element| leaves(element, texts)),
            Json::Object(members) => members.values().for_each(|member| leaves(member, texts)),
            _ => {}
        }
    }
    let mut texts = vec![];
    if let Some(json) = value.as_str().and_then(|text| serde_json::from_str(text).ok()) {
        leaves(&json, &mut texts);
    }
    let members = value.as_object().into_iter().flat_map(Object::iter);
    texts.extend(members.filter_map(|(_, member)| member.as_str().map(str::to_owned)));
    texts
}

/// The secrets of an object, at any depth, and what may be some.
fn collect(table: &[Attribute], object: &Object, all: &mut Vec<String>) {
    for attribute in table {
        let value = object.get(attribute.name);
        if attribute.is_secret() {
            all.extend(value.as_str().map(str::to_owned));
        } else if attribute.may_hold_secrets() {
            // A short one is more likely a word, for which every quotation would be withheld.
            all.extend(texts(value).into_iter().filter(|text| !may_be_a_word(text)));
        }
        if let Some(table) = attribute.kind.nested() {
            let inner = value.elements().iter().chain([value]).filter_map(Value::as_object);
            inner.for_each(|object| collect(table, object, all));
        }
    }
}
