//! Which object a state is about. Terraform keeps that beside the state, and it never changes while the object lives.

use crate::schema::Resource;
use crate::value::Object;

/// The identity of the object in a state; `None` as long as it has no id.
pub fn identity(resource: &Resource, state: &Object) -> Option<Object> {
    let part = |name: &'static str| (name, state.get(name).clone());
    let identity: Object = resource.identity().map(|attribute| part(attribute.name)).collect();
    let known = identity.iter().all(|(_, value)| value.is_known());
    (known && state.get("id").is_set()).then_some(identity)
}

/// The identity to answer for an object that Terraform may know by one already: that one, whatever has become known of
/// the object since.
pub fn lasting(resource: &Resource, before: Option<Object>, state: Option<&Object>) -> Option<Object> {
    before.and_then(|before| identity(resource, &before)).or_else(|| identity(resource, state?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Value;
    use crate::vendors::fonedynamics::VENDOR;

    const TRUNK: &Resource = &VENDOR.resources[0];

    fn trunk(property: Value, id: Value) -> Object {
        [("property_sid", property), ("id", id), ("name", "Office".into())].into_iter().collect()
    }

    #[test]
    fn an_identity_holds_what_an_import_id_holds() {
        let identity = identity(TRUNK, &trunk("PR1".into(), "ST1".into())).unwrap();
        let expected: Object = [("property_sid", Value::from("PR1")), ("id", "ST1".into())].into_iter().collect();
        assert_eq!(identity, expected);
    }

    #[test]
    fn an_object_without_an_id_has_none() {
        assert_eq!(identity(TRUNK, &trunk("PR1".into(), Value::Unknown)), None);
        assert_eq!(identity(TRUNK, &trunk("PR1".into(), Value::Null)), None);
        assert_eq!(identity(TRUNK, &trunk(Value::Unknown, "ST1".into())), None);
    }

    #[test]
    fn an_identity_lasts_though_more_becomes_known() {
        let before = identity(TRUNK, &trunk(Value::Null, "ST1".into()));
        assert!(before.is_some());
        let later = trunk("PR1".into(), "ST1".into());
        assert_eq!(lasting(TRUNK, before.clone(), Some(&later)), before);
        assert_eq!(lasting(TRUNK, None, Some(&later)), identity(TRUNK, &later));
        let unknown = trunk(Value::Null, Value::Unknown);
        assert_eq!(lasting(TRUNK, Some(unknown), Some(&later)), identity(TRUNK, &later));
        assert_eq!(lasting(TRUNK, before.clone(), None), before);
    }
}
