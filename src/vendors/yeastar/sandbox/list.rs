//! `trunk/list` and `trunk/search`. Page numbers, sizes and what a search looks at are not documented.

use serde_json::{Value as Json, json};

use super::refusal::Refusal;
use super::switches;
use super::trunk::Trunk;
use crate::sandbox::{Switches, page};

/// What the query asks for.
struct Query {
    page: usize,
    size: usize,
    sort_by: String,
    descending: bool,
    wanted: String,
}

impl Query {
    /// Rows of a page where the query does not say.
    const SIZE: usize = 20;

    fn read(parameters: &[(String, String)], switches: &Switches) -> Result<Self, Refusal> {
        let (page, size) = (1, Self::SIZE);
        let mut query = Self { page, size, sort_by: "id".into(), descending: false, wanted: String::new() };
        for (name, value) in parameters {
            let number = || value.parse().ok().filter(|number| *number > 0).ok_or(Refusal::about(name, "integer"));
            match (name.as_str(), value.as_str()) {
                ("page", _) => query.page = number()?,
                ("page_size", _) => query.size = number()?,
                ("sort_by", "id" | "name" | "type" | "host_port" | "def_outbound_cid" | "username") => {
                    query.sort_by = value.clone();
                }
                ("order_by", "asc" | "desc") => query.descending = value == "desc",
                ("sort_by" | "order_by", _) => return Err(Refusal::about(name, "enum")),
                ("search_value", _) => query.wanted = value.to_lowercase(),
                _ => {}
            }
        }
        query.size = query.size.min(switches.number(&switches::LIST_LIMIT).max(1) as usize);
        Ok(query)
    }

    /// The documented example finds trunks by their type, so a search looks at more than names.
    fn wants(&self, row: &Json) -> bool {
        let texts = ["name", "type", "host_port", "username"].into_iter().filter_map(|name| row[name].as_str());
        self.wanted.is_empty() || texts.map(str::to_lowercase).any(|text| text.contains(&self.wanted))
    }
}

/// One page of rows.
pub fn answer(trunks: &[Trunk], parameters: &[(String, String)], switches: &Switches) -> Result<Json, Refusal> {
    let query = Query::read(parameters, switches)?;
    let mut rows: Vec<Json> = trunks.iter().filter(|trunk| trunk.lag.seen()).map(|trunk| trunk.row(switches)).collect();
    if switches.is(&switches::PHYSICAL_TRUNKS, "listed") {
        rows.push(
            json!({"id": 1, "status": 11, "name": "FXO1-1", "type": "FXO", "host_port": "", "def_outbound_cid": ""}),
        );
    }
    rows.retain(|row| query.wants(row));
    rows.sort_by(|one, two| match query.sort_by.as_str() {
        "id" => one["id"].as_i64().cmp(&two["id"].as_i64()),
        name => one[name].as_str().cmp(&two[name].as_str()),
    });
    if query.descending {
        rows.reverse();
    }
    match switches.value(&switches::EMPTY_LIST).as_str() {
        "null" if rows.is_empty() => return Ok(json!({"total_number": 0, "data": null})),
        "omitted" if rows.is_empty() => return Ok(json!({})),
        "60001" if rows.is_empty() => return Err(Refusal::NOT_FOUND),
        _ => {}
    }
    let manner = switches.value(&switches::LIST);
    let first = (query.page - 1).saturating_mul(query.size);
    let data = page::rows(&rows, first, query.size, &manner);
    Ok(json!({"total_number": page::total(&rows, &manner), "data": data}))
}
