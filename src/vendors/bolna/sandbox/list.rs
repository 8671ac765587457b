//! Lists.

use serde_json::{Value as Json, json};

use super::refusal::Refusal;
use super::switches;
use crate::sandbox::{Request, Response, Switches};

/// The rows of a page, where lists have pages: few enough that a test need not make many.
const PAGE: usize = 2;

/// Rows in the form that is switched on. The pages show an array; the envelope is that of the vendor's other lists.
pub fn answer(rows: &[Json], request: &Request, switches: &Switches) -> Result<Response, Refusal> {
    match switches.value(&switches::LIST).as_str() {
        "wrapped" => Ok(Response::json(200, &json!({"data": rows}))),
        "pages" | "pages-repeated" | "pages-absurd" | "pages-endless" => {
            let asked = request.parameter("page_number");
            let page: Option<usize> = asked.map_or(Some(1), |value| value.parse().ok()).filter(|page| *page > 0);
            let page = page.ok_or_else(|| Refusal::of(400, "page_number counts from 1"))?;
            let manner = switches.value(&switches::LIST);
            let first = (page - 1).saturating_mul(PAGE);
            let data: Vec<&Json> = match manner.as_str() {
                "pages-repeated" => rows.iter().skip(first.saturating_sub(1)).take(PAGE + first.min(1)).collect(),
                "pages-endless" => rows.iter().cycle().take(if rows.is_empty() { 0 } else { PAGE }).collect(),
                _ => rows.iter().skip(first).take(PAGE).collect(),
            };
            let has_more = page.saturating_mul(PAGE) < rows.len() || manner == "pages-endless";
            let total = if manner == "pages-absurd" { json!(u64::MAX) } else { json!(rows.len()) };
            let body = json!({"total": total, "page": page, "page_size": PAGE, "has_more": has_more, "data": data});
            Ok(Response::json(200, &body))
        }
        _ => Ok(Response::json(200, &json!(rows))),
    }
}
