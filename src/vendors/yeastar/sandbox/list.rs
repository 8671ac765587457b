//! `trunk/list` and `trunk/search`. Page numbers, sizes and what a search looks at are not documented.

use serde_json::{Value as Json, json};

use super::refusal::Refusal;
use super::switches;
use super::trunk::Trunk;
use crate::sandbox::Switches;

/// What the query asks for.
struct Query {
    page: usize,
    size: usize,
    sort_by: String,
    descending: bool,
    wanted: String,
}

impl Query {
    /// Rows of a page where the query does not say, and at most.
    const SIZES: (usize, usize) = (20, 100);

    fn read(parameters: &[(String, String)]) -> Result<Self, Refusal> {
        let (page, size) = (1, Self::SIZES.0);
        let mut query = Self { page, size, sort_by: "id".into(), descending: false, wanted: String::new() };
        for (name, value) in parameters {
            let number = || value.parse().ok().filter(|number| *number > 0).ok_or(Refusal::about(name, "integer"));
            match (name.as_str(), value.as_str()) {
                ("page", _) => query.page = number()?,
                ("page_size", _) => query.size = number()?.min(Self::SIZES.1),
                ("sort_by", "id" | "name" | "type" | "host_port" | "def_outbound_cid" | "username") => {
                    query.sort_by = value.clone();
                }
                ("order_by", "asc" | "desc") => query.descending = value == "desc",
                ("sort_by" | "order_by", _) => return Err(Refusal::about(name, "enum")),
                ("search_value", _) => query.wanted = value.to_lowercase(),
                _ => {}
            }
        }
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
    let query = Query::read(parameters)?;
    let mut rows: Vec<Json> = trunks.iter().map(|trunk| trunk.row(switches)).collect();
    if switches.is(&switches::PHYSICAL_TRUNKS, "listed") {
        rows.push(json!({"id": 1, "status": 11, "name": "FXO1-1", "type": "FXO", "host_port": "", "def_outbound_cid": ""}));
    }
    rows.retain(|row| query.wants(row));
    rows.sort_by(|one, two| match query.sort_by.as_str() {
        "id" => one["id"].as_i64().cmp(&two["id"].as_i64()),
        name => one[name].as_str().cmp(&two[name].as_str()),
    });
    if query.descending {
        rows.reverse();
    }
    let total = rows.len();
    let data: Json = rows.into_iter().skip((query.page - 1) * query.size).take(query.size).collect();
    Ok(json!({"total_number": total, "data": data}))
}
