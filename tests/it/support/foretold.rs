//! What a preview of a plan foretells, held against what a sandbox then logs.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use super::sandbox::Call;

/// What stands for what only the apply knows.
const LATER: &str = "(known after apply)";

/// The requests of one address.
struct Change {
    address: String,
    action: String,
    requests: Vec<Json>,
    notes: Vec<String>,
    /// Whether the configuration marks something of it as sensitive.
    marked: bool,
}

/// Where the calls that came part from the preview, in words. The order of the requests of one address counts, that of
/// addresses does not, for the CLI goes along them side by side.
pub fn differences(plan: &Json, preview: &Json, calls: &[Call]) -> Vec<String> {
    let [missing, more] = compared(plan, preview, calls);
    [missing, more].concat()
}

/// The calls that came and that the preview did not tell of.
pub fn unforetold(plan: &Json, preview: &Json, calls: &[Call]) -> Vec<String> {
    let [_, more] = compared(plan, preview, calls);
    more
}

/// What did not come, and what came beside it.
fn compared(plan: &Json, preview: &Json, calls: &[Call]) -> [Vec<String>; 2] {
    let marked: BTreeSet<&str> = plan["resource_changes"].as_array().into_iter().flatten().filter_map(marked).collect();
    let changes = preview["changes"].as_array().into_iter().flatten().map(change);
    let changes: Vec<Change> =
        changes.map(|change| Change { marked: marked.contains(change.address.as_str()), ..change }).collect();
    let mut missing = vec![];
    // What is wholly known first, so that what is not cannot take its place.
    let mut order: Vec<&Change> = changes.iter().collect();
    order.sort_by_key(|change| (change.waits(), change.unknowns()));
    let mut matching = Matching { order: &order, calls, holders: vec![None; calls.len()] };
    for (one, change) in order.iter().enumerate() {
        let mut from = 0;
        for request in &change.requests {
            match matching.place(one, request, from) {
                Some(at) => from = at + 1,
                None if change.may_stay_out(request) => {}
                None => missing.push(format!("{} was to send {request}", change.address)),
            }
        }
    }
    let free = calls.iter().zip(&matching.holders).filter(|(call, holder)| holder.is_none() && call.is_done());
    let came: Vec<&Call> = free.map(|(call, _)| call).collect();
    let told = |call: &Call| changes.iter().any(|change| change.notes.iter().any(|note| tells(note, call)));
    let more = came.into_iter().filter(|call| !told(call)).map(|call| format!("nobody foretold {call:?}"));
    [missing, more.collect()]
}

/// Which change has which call.
struct Matching<'a> {
    order: &'a [&'a Change],
    calls: &'a [Call],
    /// For each call the place in `order` of the change that has it.
    holders: Vec<Option<usize>>,
}

impl Matching<'_> {
    /// Finds a call for a request of the change at this place in the order, behind the calls before `from`. A call that was
    /// refused for now comes once more; one that was refused for good was foretold all the same.
    fn place(&mut self, one: usize, request: &Json, from: usize) -> Option<usize> {
        [true, false].into_iter().find_map(|done| self.settle(one, request, from, done, &mut BTreeSet::new()))
    }

    /// The same among the calls that were done, or were not. Two requests that are not wholly known may fit one call: one
    /// that has it, and no other request behind it, takes another call if it can.
    fn settle(
        &mut self,
        one: usize,
        request: &Json,
        from: usize,
        done: bool,
        tried: &mut BTreeSet<usize>,
    ) -> Option<usize> {
        for at in from..self.calls.len() {
            let call = &self.calls[at];
            if call.is_done() != done || !is(request, call, self.order[one]) || !tried.insert(at) {
                continue;
            }
            let is_free = match self.holders[at] {
                None => true,
                Some(other) => {
                    let requests = &self.order[other].requests;
                    other != one && requests.len() == 1 && self.settle(other, &requests[0], 0, done, tried).is_some()
                }
            };
            if is_free {
                self.holders[at] = Some(one);
                return Some(at);
            }
        }
        None
    }
}

impl Change {
    /// Whether something in it is only known when it is applied.
    fn waits(&self) -> bool {
        let later = |request: &Json| request.to_string().contains(LATER);
        self.requests.iter().any(later) || self.notes.iter().any(|note| note.contains(" waits for "))
    }

    /// How much of its bodies is only known then: who knows less may fit more calls, and has to come behind who knows more.
    fn unknowns(&self) -> usize {
        self.requests.iter().map(|request| request["body"].to_string().matches(LATER).count()).sum()
    }

    /// Whether nothing need come of a request: what was not known may turn out to be as it was, and then there is nothing
    /// to update. What makes or ends an object comes in any case.
    fn may_stay_out(&self, request: &Json) -> bool {
        let updates = self.action == "update" || (self.action == "create" && *request != self.requests[0]);
        updates && self.waits()
    }
}

fn change(json: &Json) -> Change {
    let texts =
        |json: &Json| json.as_array().into_iter().flatten().filter_map(Json::as_str).map(str::to_owned).collect();
    Change {
        address: json["address"].as_str().unwrap_or_default().to_owned(),
        action: json["action"].as_str().unwrap_or_default().to_owned(),
        requests: json["requests"].as_array().cloned().unwrap_or_default(),
        notes: texts(&json["notes"]),
        marked: false,
    }
}

/// The address of what has values that the configuration marks as sensitive; of passwords the log knows by itself.
fn marked(change: &Json) -> Option<&str> {
    let marks = ["before_sensitive", "after_sensitive"].map(|side| &change["change"][side]);
    let any = |marks: &Json| marks.as_object().is_some_and(|marks| marks.keys().any(|name| name != "password"));
    change["address"].as_str().filter(|_| marks.into_iter().any(any))
}

/// The same, with anything in the place of what is covered.
fn uncovered(json: &Json) -> Json {
    match json {
        Json::String(text) if text == "***" => LATER.into(),
        Json::Array(elements) => elements.iter().map(uncovered).collect(),
        Json::Object(members) => members.iter().map(|(name, member)| (name.clone(), uncovered(member))).collect(),
        other => other.clone(),
    }
}

/// Whether a call is the one that a request foretells.
fn is(request: &Json, call: &Call, Change { notes, marked, .. }: &Change) -> bool {
    let line = format!("{} {}", request["method"].as_str().unwrap_or_default(), path(request));
    // The log shows what nobody told the vendor's side to cover.
    let body = if *marked { uncovered(&request["body"]) } else { request["body"].clone() };
    let (due, came) = (&body, &call.request);
    let carried = |name: &str| notes.iter().any(|note| note.contains(&format!("has in `{name}` is read right before")));
    let all = notes.iter().any(|note| note.contains("that is read right before, and sent back with these changes."));
    let perhaps = |name: &str| {
        notes.iter().any(|note| note.ends_with(" will be left out.") && note.contains(&format!("`{name}`")))
    };
    let whole = notes.iter().any(|note| note.contains("answers 405 to a PATCH")) && call.line.starts_with("PUT ");
    if whole {
        return text_is(&line.replacen("PATCH ", "PUT ", 1), &call.line) && contains(due, came);
    }
    let fits = match (due, came) {
        (Json::Object(due), Json::Object(came)) => {
            let mut due = due.clone();
            due.retain(|name, _| came.contains_key(name) || !perhaps(name));
            members(&due, came, |name, due, came| match (due, came) {
                _ if carried(name) => contains(due, came),
                // The attributes may be inside of a member.
                (Json::Object(_), Json::Object(_)) if all => contains(due, came),
                (Json::Object(due), Json::Object(came)) => {
                    members(
                        due,
                        came,
                        |name, due, came| if carried(name) { contains(due, came) } else { value(due, came) },
                    )
                }
                (due, came) => value(due, came),
            })
        }
        (due, came) => due == came,
    };
    let waits = notes.iter().any(|note| note.contains(" waits for "));
    text_is(&line, &call.line) && fits && (waits || has_secrets(&request["body"], came))
}

/// Whether each secret that was foretold came. Only one that waits for something may turn out to be none, or as it was.
fn has_secrets(due: &Json, came: &Json) -> bool {
    match (due, came) {
        (Json::Object(due), Json::Object(came)) => {
            due.iter().all(|(name, due)| came.get(name).map_or(*due != "***", |came| has_secrets(due, came)))
        }
        (Json::Array(due), Json::Array(came)) => due.iter().zip(came).all(|(due, came)| has_secrets(due, came)),
        _ => true,
    }
}

fn path(request: &Json) -> &str {
    request["path"].as_str().unwrap_or_default()
}

/// Whether a text is the one that was foretold, unknown parts being anything.
fn text_is(due: &str, came: &str) -> bool {
    match due.split_once(LATER) {
        None => due == came,
        Some((before, rest)) => came.strip_prefix(before).is_some_and(|came| {
            (0..=came.len()).filter(|at| came.is_char_boundary(*at)).any(|at| text_is(rest, &came[at..]))
        }),
    }
}

fn value(due: &Json, came: &Json) -> bool {
    match (due, came) {
        (Json::String(text), _) if text == LATER => true,
        (Json::String(due), Json::String(came)) => due == came,
        (Json::Object(due), Json::Object(came)) => members(due, came, |_, due, came| value(due, came)),
        (Json::Array(due), Json::Array(came)) => {
            due.len() == came.len() && due.iter().zip(came).all(|(due, came)| value(due, came))
        }
        (due, came) => due == came,
    }
}

/// The same names, but for those that were not known and turned out to be null or as they were, and their values as `same`
/// says.
fn members(due: &Map<String, Json>, came: &Map<String, Json>, same: impl Fn(&str, &Json, &Json) -> bool) -> bool {
    let there = |(name, due): (&String, &Json)| match came.get(name) {
        Some(came) => same(name, due, came),
        None => due.to_string().contains(LATER) || *due == "***",
    };
    due.iter().all(there) && came.keys().all(|name| due.contains_key(name))
}

/// Whether what came has all that was foretold, and perhaps what only the vendor had.
fn contains(due: &Json, came: &Json) -> bool {
    match (due, came) {
        (Json::Object(due), Json::Object(came)) => {
            // What is emptied may be left out, and so may what was not known and turned out to be null.
            let unneeded = |due: &Json| due.is_null() || due.to_string().contains(LATER);
            due.iter().all(|(name, due)| came.get(name).map_or(unneeded(due), |came| contains(due, came)))
        }
        (Json::Array(due), Json::Array(came)) => {
            due.len() == came.len() && due.iter().zip(came).all(|(due, came)| contains(due, came))
        }
        (due, came) => value(due, came),
    }
}

/// Whether a note tells of one more call, where the vendor keeps what was to be emptied.
fn tells(note: &str, call: &Call) -> bool {
    let body = note.split_once("one more request tries `").and_then(|(_, rest)| rest.strip_suffix("`."));
    let body: Option<Json> = body.and_then(|body| serde_json::from_str(body).ok());
    let (Some(Json::Object(due)), Json::Object(came)) = (body, &call.request) else { return false };
    // Of several attributes, those that are still there.
    came.iter().all(|(name, came)| due.get(name) == Some(came))
}

/// Secrets stay covered, and unknown parts fit what they become.
#[test]
fn a_call_is_only_taken_for_the_one_that_was_foretold() {
    let call = |line: &str, request: Json| Call { line: line.into(), request, status: Some(200) };
    let preview = |path: &str, body: Json| {
        serde_json::json!({"changes": [{"address": "a", "action": "create", "notes": [],
            "requests": [{"method": "POST", "path": path, "body": body}]}]})
    };
    let body = serde_json::json!({"name": "x", "password": "***", "list": [{"port": 1}]});
    let foretold = preview("/trunks/(known after apply)/numbers", body.clone());
    assert_eq!(
        differences(&Json::Null, &foretold, &[call("POST /trunks/7/numbers", body.clone())]),
        Vec::<String>::new()
    );
    for other in [
        call("POST /trunks/7", body.clone()),
        call("PUT /trunks/7/numbers", body.clone()),
        call("POST /trunks/7/numbers", serde_json::json!({"name": "y", "password": "***", "list": [{"port": 1}]})),
        call("POST /trunks/7/numbers", serde_json::json!({"name": "x", "password": "clear", "list": [{"port": 1}]})),
        call("POST /trunks/7/numbers", serde_json::json!({"name": "x", "password": "***", "list": [{"port": 2}]})),
        call("POST /trunks/7/numbers", serde_json::json!({"name": "x", "list": [{"port": 1}]})),
    ] {
        assert!(!differences(&Json::Null, &foretold, &[other]).is_empty());
    }
    let known = preview("/trunks", body.clone());
    assert_eq!(differences(&Json::Null, &known, &[]).len(), 1, "it did not come");
    let twice = [call("POST /trunks", body.clone()), call("POST /trunks", body)];
    assert_eq!(differences(&Json::Null, &known, &twice).len(), 1, "it came twice");
    assert_eq!(
        (unforetold(&Json::Null, &known, &[]).len(), unforetold(&Json::Null, &known, &twice).len()),
        (0, 1),
        "less may come, and no more"
    );
    let marked =
        serde_json::json!({"resource_changes": [{"address": "a", "change": {"after_sensitive": {"name": true}}}]});
    let foretold_marked = preview("/trunks", serde_json::json!({"name": "***"}));
    let named = call("POST /trunks", serde_json::json!({"name": "x"}));
    assert_eq!(differences(&marked, &foretold_marked, std::slice::from_ref(&named)), Vec::<String>::new());
    assert!(!differences(&Json::Null, &foretold_marked, &[named]).is_empty());
    assert!(!differences(&marked, &foretold_marked, &[call("POST /trunks", serde_json::json!({}))]).is_empty());
    assert_eq!(differences(&Json::Null, &foretold, &[]).len(), 1, "a create comes, whatever in it was not known");
    let request = |body: Json| serde_json::json!({"method": "POST", "path": "/trunks", "body": body});
    let create = |address: &str, body: Json| serde_json::json!({"address": address, "action": "create", "notes": [], "requests": [request(body)]});
    let name = |name: &str| serde_json::json!({"name": name});
    let vague = serde_json::json!({"changes": [
        create("a", serde_json::json!({"name": LATER, "area": LATER})), create("b", name(LATER)),
    ]});
    let calls = [call("POST /trunks", name("x")), call("POST /trunks", serde_json::json!({"name": "y", "area": "03"}))];
    assert_eq!(differences(&Json::Null, &vague, &calls), Vec::<String>::new(), "the first fits both, the second one");
}
