//! What a call is about: the table that Terraform names, and the type of its values.

use super::answer::Failed;
use super::convert;
use super::tfplugin6 as proto;
use super::types::Type;
use super::wire;
use crate::provider::Provider;
use crate::schema::{DataSource, ListResource, RandomPassword, Resource, Vendor};
use crate::value::{Object, Value};
use crate::vendors;

/// A resource, its vendor, and the type of its state.
pub struct Subject {
    pub vendor: &'static Vendor,
    pub resource: &'static Resource,
    pub of: Type,
}

impl Subject {
    pub fn named(type_name: &str) -> Result<Self, Failed> {
        let (vendor, resource) = vendors::resource(type_name).ok_or_else(|| {
            Failed::new("Unknown resource", format!("This provider has no resource \"{type_name}\"."))
        })?;
        Ok(Self { vendor, resource, of: convert::resource_type(resource) })
    }

    /// An object, `None` if it is null.
    pub fn read(&self, value: Option<&proto::DynamicValue>) -> Result<Option<Object>, Failed> {
        object(wire::read(value, &self.of)?)
    }

    pub fn write(&self, state: Option<Object>) -> Option<proto::DynamicValue> {
        Some(wire::write(&state.map_or(Value::Null, Value::Object), &self.of))
    }

    pub fn identity_type(&self) -> Type {
        Type::of_table(self.resource.identity())
    }

    /// An identity, `None` if Terraform knows none.
    pub fn read_identity(&self, identity: Option<proto::ResourceIdentityData>) -> Result<Option<Object>, Failed> {
        object(wire::read(identity.and_then(|identity| identity.identity_data).as_ref(), &self.identity_type())?)
    }

    /// The identity of an object, where Terraform may know it from before.
    pub fn identity(&self, before: Option<Object>, state: Option<&Object>) -> Option<proto::ResourceIdentityData> {
        let identity = Provider::identity(self.resource, before, state)?;
        let identity_data = Some(wire::write(&Value::Object(identity), &self.identity_type()));
        Some(proto::ResourceIdentityData { identity_data })
    }
}

/// A data source, its vendor, and the type of its state.
pub fn data_source(type_name: &str) -> Result<(&'static Vendor, &'static DataSource, Type), Failed> {
    let (vendor, source) = vendors::data_source(type_name).ok_or_else(|| {
        Failed::new("Unknown data source", format!("This provider has no data source \"{type_name}\"."))
    })?;
    Ok((vendor, source, Type::of_table(&source.attributes)))
}

/// A list resource, and the type of what it is asked for.
pub fn list_resource(type_name: &str) -> Result<(&'static ListResource, Type), Failed> {
    let list =
        vendors::list_resources().iter().find(|list| list.resource.type_name() == type_name).ok_or_else(|| {
            Failed::new("Unknown list resource", format!("This provider has no list resource \"{type_name}\"."))
        })?;
    Ok((list, Type::of_table(&list.attributes)))
}

/// The type of the ephemeral password, which is the only one.
pub fn random_password(type_name: &str) -> Result<Type, Failed> {
    if type_name != RandomPassword::TYPE_NAME {
        let says = format!("This provider has no ephemeral resource \"{type_name}\".");
        return Err(Failed::new("Unknown ephemeral resource", says));
    }
    Ok(Type::of_table(&vendors::random_password().attributes))
}

pub fn object(value: Value) -> Result<Option<Object>, Failed> {
    match value {
        Value::Object(object) => Ok(Some(object)),
        Value::Null => Ok(None),
        _ => Err(Failed::new("Invalid request", "Terraform sent a value that is no object.")),
    }
}
