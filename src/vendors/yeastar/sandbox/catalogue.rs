//! What else the PBX lists: carriers' templates (`query-itsp-of-sip-trunks`) and menus (`get-menu-options`). The names
//! are made up.

use serde_json::{Value as Json, json};

use super::callers;
use super::refusal::Refusal;
use super::trunk::Trunk;

/// Country and name of every template.
const ITSPS: [(&str, &str); 3] =
    [("Australia", "Example Telecom"), ("Australia", "Sample Voice"), ("Germany", "Beispiel Telefon")];

/// `trunk/itsp_list`.
pub fn itsps() -> Json {
    let rows = ITSPS.iter().zip(1..).map(|((country, name), id)| json!({"id": id, "country": country, "name": name}));
    json!({"total_number": ITSPS.len(), "data": rows.collect::<Json>()})
}

/// Whether a trunk may name this country and this template: one that is listed, or none.
pub fn has(country: &str, itsp: &str) -> Result<(), Refusal> {
    match (country, itsp) {
        ("general", "") => Ok(()),
        ("general", _) => Err(Refusal::about("itsp", "enum")),
        _ if !ITSPS.iter().any(|(listed, _)| *listed == country) => Err(Refusal::about("country", "enum")),
        (_, "") => Ok(()),
        _ if ITSPS.contains(&(country, itsp)) => Ok(()),
        _ => Err(Refusal::about("itsp", "enum")),
    }
}

/// `system/get_menuoptions`, whose ids are texts.
pub fn menu(menu: &str, trunks: &[Trunk]) -> Result<Json, Refusal> {
    let option = |text: &str, id: i64, kind: &str| json!({"text": text, "value": id.to_string(), "type": kind});
    let extensions = |kind: &str, last: i64| -> Json {
        let rows = (1..=last).map(|id| callers::extension(&json!({"type": kind, "id": id})));
        rows.map(|row| {
            option(row["ext_number"].as_str().unwrap_or_default(), row["id"].as_i64().unwrap_or_default(), kind)
        })
        .collect()
    };
    match menu {
        "extension" => Ok(extensions("extension", 9)),
        "ext_group" => Ok(extensions("ext_group", 3)),
        "trunk" => Ok(trunks.iter().map(|trunk| option(trunk.name(), trunk.id, "trunk")).collect()),
        "" => Err(Refusal::about("menu", "required")),
        _ => Err(Refusal::about("menu", "enum")),
    }
}
