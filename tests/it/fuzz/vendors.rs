//! Vendors that answer anything: an operation ends with a state in which all is known, and says no secret.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::StatusCode;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value as Json, json};
use siptrunk::adopt::{Written, adopt};
use siptrunk::diagnostic::Diagnostics;
use siptrunk::engine;
use siptrunk::provider::{Outcome, Private, Provider};
use siptrunk::schema::{Resource, Vendor};
use siptrunk::value::{Object, Value};
use siptrunk::vendors::{SANDBOXES, VENDORS, data_sources, resources};

use super::bytes::{SECRET, with_secret};
use super::noise::{Edit, any_json, changed, changes, edited, edits};
use super::values::{configs, object, reports, whole};
use super::{broken, fuzz};

/// An answer: its status, what is in it and what became of that on the way.
type Answer = (u16, Json, Vec<Edit>);

/// Answers that are almost the vendor's.
fn answers(resource: &'static Resource) -> BoxedStrategy<Answer> {
    let member = select([resource.calls.list.rows, &["data", "trunk", "errors", "message"]].concat());
    let shown = reports(resource).prop_map(|report| {
        let told = object(resource.attributes, &report);
        let step = engine::create(resource, &told, |name| Some(name.into())).ok();
        let mut shown = step.and_then(|mut step| step.attributes().map(|json| json.clone())).unwrap_or_default();
        if let Some(path) = resource.attribute("id").and_then(|id| id.json_path()) {
            shown[path] = if report["port"].is_number() { json!(7) } else { json!("7") };
        }
        shown
    });
    let wrapped = (shown, member, 0..4).prop_map(|(shown, member, form)| match form {
        0 => shown,
        1 => json!({member: shown}),
        2 => json!({member: [shown], "errcode": 0}),
        _ => json!([shown]),
    });
    let told = prop_oneof![Just(SECRET.to_owned()), "\\PC{0,9}"];
    let refusal = told.prop_map(|told| json!({"message": format!("bad \"{told}\""), "errcode": 4, "errors": [told]}));
    let body = prop_oneof![4 => (wrapped, changes()).prop_map(|(json, all)| changed(json, &all)), 1 => refusal, 1 => any_json()];
    let status = prop_oneof![4 => Just(200_u16), 2 => select(vec![201, 204, 400, 404, 409, 422, 429, 500, 503]), 1 => 200..600_u16];
    (status, body, prop_oneof![3 => Just(vec![]), 1 => edits()]).boxed()
}

/// A server with these answers, one after the other and then from the beginning.
async fn serve(answers: Vec<Answer>) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    let answers = Arc::new(Mutex::new(VecDeque::from(answers)));
    let answer = async move || {
        let mut answers = answers.lock().expect("nobody panics");
        answers.rotate_left(1);
        let (status, body, edits) = answers.back().cloned().expect("there are some");
        let mut response = axum::response::Response::new(Body::from(edited(body.to_string().into_bytes(), &edits)));
        *response.status_mut() = StatusCode::from_u16(status).expect("a status");
        response
    };
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(answer)).await });
    origin
}

/// A provider that finds all vendors there and waits for nothing. What is secret is so for all of them.
fn provider(origin: &str) -> Provider {
    let provider = Provider::default();
    let blocks = SANDBOXES.iter().zip(VENDORS).map(|(sandbox, vendor)| {
        let is_secret = |name: &str| vendor.setting(name).is_some_and(|setting| setting.is_secret());
        let value = |name: &str, value: &'static str| if is_secret(name) { SECRET } else { value };
        let settings = sandbox.settings.iter().map(|(name, of)| (*name, Value::from(value(name, of))));
        let more: [(_, Value); 4] = [
            (sandbox.address, origin.into()),
            ("requests_per_minute", 1_000_000.into()),
            ("max_retries", 0.into()),
            ("provisioning_timeout", 1.into()),
        ];
        (sandbox.vendor, Value::Object(settings.chain(more).collect()))
    });
    assert!(provider.configure(&blocks.collect()).is_empty());
    provider
}

/// Nothing said is a secret, and nothing in a state is unknown.
fn sound(resource: &Resource, outcome: &Outcome) -> Result<(), TestCaseError> {
    says_no_secret(&outcome.diagnostics)?;
    let state = outcome.state.as_ref();
    let unknown = state.is_some_and(|state| resource.attributes.iter().any(|a| !state.get(a.name).is_known()));
    match unknown {
        true => broken(format!("not all is known in {:?}", state.map(whole))),
        false => Ok(()),
    }
}

fn says_no_secret(found: &Diagnostics) -> Result<(), TestCaseError> {
    let says: String = found.iter().map(|told| format!("{}: {}\n", told.summary, told.detail)).collect();
    if says.contains(SECRET) { broken(says) } else { Ok(()) }
}

async fn asked(
    vendor: &'static Vendor,
    resource: &'static Resource,
    [first, second]: [&Object; 2],
    prior: &Object,
    answers: Vec<Answer>,
) -> Result<(), TestCaseError> {
    let provider = provider(&serve(answers).await);
    let private = Private::default();
    let (planned, _) = provider.plan(vendor, resource, None, first, &private);
    let made = provider.create(vendor, resource, &planned.state, first).await;
    sound(resource, &made)?;
    let state = made.state.as_ref().unwrap_or(prior);
    let read = provider.read(vendor, resource, state, &made.private).await;
    sound(resource, &read)?;
    let state = read.state.as_ref().unwrap_or(state);
    let (planned, found) = provider.plan(vendor, resource, Some(state), second, &read.private);
    says_no_secret(&found)?;
    let changed = provider.update(vendor, resource, state, &planned.state, second, &read.private).await;
    sound(resource, &changed)?;
    sound(resource, &provider.import(vendor, resource, state.get("id").as_str().unwrap_or("7")).await)?;
    sound(resource, &provider.delete(vendor, resource, state, &private).await)?;
    for (_, source) in data_sources().filter(|(of, _)| std::ptr::eq(*of, vendor)) {
        let key = [("name", "a".into()), ("id", "7".into())].into_iter().take(1).collect();
        says_no_secret(&provider.read_data(vendor, source, &key).await.diagnostics)?;
    }
    match adopt(&provider, vendor, &[], None, |_| ()).await {
        Ok(Written { hcl: text, .. }) => match text.parse::<hcl_edit::structure::Body>() {
            Ok(_) => Ok(()),
            Err(error) => broken(format!("what is adopted is no HCL: {error}\n{text}")),
        },
        Err(found) => says_no_secret(&found),
    }
}

#[test]
fn operations_end_whatever_a_vendor_answers() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    for (vendor, resource) in resources() {
        let inputs = (configs(resource), configs(resource), reports(resource), vec(answers(resource), 1..8));
        fuzz(&format!("operations of {}", resource.name), 8, &inputs, |(first, second, prior, answers)| {
            let object = |json: Json| {
                let mut object = object(resource.attributes, &with_secret(resource, json));
                let soon = ["create", "update", "delete"].map(|name| (name, Value::from("0.02s")));
                object.set("timeouts", Value::Object(soon.into_iter().collect()));
                object
            };
            let (first, second, prior) = (object(first), object(second), object(prior));
            runtime.block_on(asked(vendor, resource, [&first, &second], &prior, answers))
        });
    }
}
