//! The secrets that a vendor's answer might repeat.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::account::Account;
use crate::schema::{Attribute, Auth, Resource};
use crate::secret::Secrets;
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

/// The secrets of an object, at any depth.
fn collect(table: &[Attribute], object: &Object, all: &mut Vec<String>) {
    for attribute in table {
        let value = object.get(attribute.name);
        if attribute.is_secret() {
            all.extend(value.as_str().map(str::to_owned));
        }
        if let Some(table) = attribute.kind.nested() {
            let inner = value.elements().iter().chain([value]).filter_map(Value::as_object);
            inner.for_each(|object| collect(table, object, all));
        }
    }
}
