//! The list of a property's trunks: `get-sip-trunks`.

use serde_json::{Value as Json, json};

use super::refusal::Refusal;
use super::switches;
use super::trunk::Trunk;
use crate::sandbox::{Request, Response, Switches, page};

/// What the query asks for.
struct Query {
    skip: usize,
    count: usize,
    kind: Option<u8>,
    active: Option<bool>,
    state: Option<u8>,
}

impl Query {
    /// The page's parameters and defaults; other names are refused, so that a misspelt one is noticed.
    fn read(request: &Request) -> Result<Self, Refusal> {
        let mut query = Self { skip: 0, count: 50, kind: None, active: None, state: None };
        for (name, value) in request.parameters() {
            let wrong = || Refusal::invalid(&[&name]);
            let up_to = |most: u8| value.parse().ok().filter(|number| *number <= most).ok_or_else(wrong).map(Some);
            match name.as_str() {
                "Results_Skip" => query.skip = value.parse().map_err(|_| wrong())?,
                "Results_Count" => query.count = value.parse().map_err(|_| wrong())?,
                "Type" => query.kind = up_to(1)?,
                "ProvisioningState" => query.state = up_to(3)?,
                "Active" => query.active = Some(value.to_ascii_lowercase().parse().map_err(|_| wrong())?),
                _ => return Err(wrong()),
            }
        }
        Ok(query)
    }

    /// The page does not say what `Active` means; here, not deactivated.
    fn wants(&self, trunk: &Trunk, switches: &Switches) -> bool {
        self.kind.is_none_or(|kind| kind == trunk.kind())
            && self.state.is_none_or(|state| state == trunk.state(switches))
            && self.active.is_none_or(|active| active == trunk.ended.is_none())
    }
}

/// One page of trunks.
pub fn answer<'a>(
    trunks: impl Iterator<Item = &'a Trunk>,
    request: &Request,
    switches: &Switches,
) -> Result<Response, Refusal> {
    let query = Query::read(request)?;
    let rows: Vec<Json> =
        trunks.filter(|trunk| query.wants(trunk, switches)).filter_map(|trunk| item(trunk, switches)).collect();
    let count = query.count.min(switches.most(&switches::LIST_LIMIT));
    let manner = switches.value(&switches::LIST);
    let page = page::rows(&rows, query.skip, count, &manner);
    let total = match manner.as_str() {
        "bare" => return Ok(Response::json(200, &json!(page))),
        "by-page" => json!(page.len()),
        _ => page::total(&rows, &manner),
    };
    let mut answer = json!({"SipTrunks": page, "TotalCount": total});
    if manner == "by-page" && query.skip.saturating_add(count) < rows.len() {
        answer["NextPageToken"] = json!("more");
    }
    Ok(Response::json(200, &answer))
}

fn item(trunk: &Trunk, switches: &Switches) -> Option<Json> {
    let mut shown = trunk.listed(switches)?;
    if let (true, Some(members)) = (switches.is(&switches::LIST_ITEMS, "flat"), shown.as_object_mut()) {
        for nested in ["SipTrunkAllowedCountries", "SipTrunkIpAddresses", "SipTrunkCredentials"] {
            members.shift_remove(nested);
        }
    }
    Some(shown)
}
