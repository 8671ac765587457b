//! States of earlier schemas, lifted to the one of today.

use serde_json::Value as Json;

use crate::schema::Resource;

/// A state of that version of a resource's schema as one of today's; `Err` with today's version if it is newer.
pub fn upgraded(resource: &Resource, version: i64, mut state: Json) -> Result<Json, i64> {
    let today = resource.version();
    if version > today {
        return Err(today);
    }
    if let Some(members) = state.as_object_mut() {
        let behind = usize::try_from(version).unwrap_or_default();
        resource.upgrades.iter().skip(behind).for_each(|upgrade| upgrade(members));
    }
    Ok(state)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::schema::Upgrade;
    use crate::vendors::crazytel::VENDOR;

    /// From version 0 to 1, a name changed; from 1 to 2, a number became text.
    const UPGRADES: &[Upgrade] = &[
        |state| {
            let moved = state.remove("note").unwrap_or_default();
            state.insert("description".into(), moved);
        },
        |state| {
            let number = state["channel_limit"].to_string();
            state.insert("channel_limit".into(), number.into());
        },
    ];

    #[test]
    fn a_state_is_lifted_from_its_version_to_todays() {
        let resource = Resource { upgrades: UPGRADES, ..VENDOR.resources[0] };
        assert_eq!(resource.version(), 2);
        let today = json!({"id": "1", "description": "Desk", "channel_limit": "8"});
        for (version, state) in [
            (0, json!({"id": "1", "note": "Desk", "channel_limit": 8})),
            (1, json!({"id": "1", "description": "Desk", "channel_limit": 8})),
            (2, today.clone()),
        ] {
            assert_eq!(upgraded(&resource, version, state), Ok(today.clone()), "{version}");
        }
        assert_eq!(upgraded(&resource, 3, today), Err(2));
        assert_eq!(upgraded(&resource, 0, Json::Null), Ok(Json::Null));
    }
}
