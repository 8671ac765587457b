//! Bytes where values are expected: whatever comes, the provider answers, with a diagnostic if it must, and with no secret
//! in it.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use siptrunk::functions::FUNCTIONS;
use siptrunk::preview::Preview;
use siptrunk::protocol::Service;
use siptrunk::protocol::tfplugin6::provider_server::Provider as _;
use siptrunk::protocol::tfplugin6::*;
use siptrunk::sandbox::{self, Exchange};
use siptrunk::schema::{Resource, trios};
use siptrunk::vendors::{SANDBOXES, VENDORS, data_sources, resources};
use tonic::{Request, Response, Status};

use super::noise::{Edit, any_json, changed, changes, edited, edits};
use super::values::{UNKNOWN, configs, reports};
use super::{broken, fuzz};

/// A secret that stands where secrets stand, and nowhere else.
pub const SECRET: &str = "Aq7-Zr8-Secret";

/// Any value, almost right or not at all, as msgpack or as JSON.
#[derive(Clone, Debug)]
struct Bytes {
    json: Json,
    edits: Vec<Edit>,
    packed: bool,
}

fn bytes(json: impl Strategy<Value = Json> + 'static) -> BoxedStrategy<Bytes> {
    let json = prop_oneof![6 => (json, changes()).prop_map(|(json, changes)| changed(json, &changes)), 1 => any_json()];
    let edits = prop_oneof![2 => Just(vec![]), 1 => edits()];
    (json, edits, weighted(0.7)).prop_map(|(json, edits, packed)| Bytes { json, edits, packed }).boxed()
}

fn weighted(probability: f64) -> proptest::bool::Weighted {
    proptest::bool::weighted(probability)
}

impl Bytes {
    fn value(&self) -> Option<DynamicValue> {
        let mut msgpack = vec![];
        Some(match self.packed {
            true => {
                rmpv::encode::write_value(&mut msgpack, &packed(&self.json)).expect("memory takes it");
                DynamicValue { msgpack: edited(msgpack, &self.edits), json: vec![] }
            }
            false => DynamicValue { msgpack, json: self.raw() },
        })
    }

    fn raw(&self) -> Vec<u8> {
        edited(self.json.to_string().into_bytes(), &self.edits)
    }

    fn identity(&self) -> Option<ResourceIdentityData> {
        Some(ResourceIdentityData { identity_data: self.value() })
    }
}

fn packed(json: &Json) -> rmpv::Value {
    match json {
        Json::Null => rmpv::Value::Nil,
        Json::Bool(flag) => (*flag).into(),
        Json::Number(number) => {
            let text = number.to_string();
            match (number.as_i64(), number.as_f64()) {
                (Some(number), _) => number.into(),
                (None, Some(number)) if number.to_string() == text => number.into(),
                _ => text.into(),
            }
        }
        Json::String(text) if text == UNKNOWN => rmpv::Value::Ext(0, vec![0]),
        Json::String(text) => text.as_str().into(),
        Json::Array(elements) => elements.iter().map(packed).collect::<Vec<_>>().into(),
        Json::Object(members) => {
            members.iter().map(|(name, member)| (name.as_str().into(), packed(member))).collect::<Vec<_>>().into()
        }
    }
}

/// The configuration or state with the secret wherever it has one.
pub fn with_secret(resource: &'static Resource, mut json: Json) -> Json {
    for name in trios(resource.attributes).flat_map(|trio| [trio.secret.name, trio.write_only.name]) {
        if !json[name].is_null() {
            json[name] = SECRET.into();
        }
    }
    json
}

/// Everything that people read of an answer.
fn said(diagnostics: &[Diagnostic]) -> String {
    diagnostics.iter().map(|told| format!("{}. {}\n", told.summary, told.detail)).collect()
}

/// An answer that is none of a panic, and says no secret.
fn sound<T>(answer: Result<Response<T>, Status>, diagnostics: impl Fn(&T) -> String) -> Result<T, TestCaseError> {
    let answer = answer.map_err(|status| TestCaseError::fail(status.to_string()))?.into_inner();
    let says = diagnostics(&answer);
    match says.contains("The provider crashed") || says.contains(SECRET) {
        true => broken(says),
        false => Ok(answer),
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

#[test]
fn values_of_any_bytes_are_answered() {
    let runtime = runtime();
    for (_, resource) in resources() {
        let objects = || {
            let drawn = prop_oneof![configs(resource), reports(resource)];
            bytes(drawn.prop_map(|json| with_secret(resource, json)))
        };
        let known = resource.identity().map(|attribute| attribute.name).collect::<Vec<_>>();
        let identity = bytes(vec("[a-z0-9-]{0,12}", known.len()).prop_map(move |texts| {
            known.iter().zip(texts).map(|(name, text)| ((*name).to_owned(), Json::from(text))).collect()
        }));
        let private = bytes(prop_oneof![
            Just(json!({"imported": true, "adopted": true})),
            Just(json!({"unseen_since": 0, "update": {"at": 99999999999_u64, "replaced": {}}})),
        ]);
        let version = prop_oneof![4 => Just(0_i64), 1 => any::<i64>()];
        let inputs = (objects(), objects(), objects(), identity, private, version, "\\PC{0,20}");
        fuzz(&format!("messages about {}", resource.name), 30, &inputs, |input| {
            runtime.block_on(answered(resource, input))
        });
    }
}

type Input = (Bytes, Bytes, Bytes, Bytes, Bytes, i64, String);

async fn answered(resource: &Resource, input: Input) -> Result<(), TestCaseError> {
    let (one, two, three, identity, private, version, id) = input;
    let (service, type_name) = (Service::default(), resource.type_name());
    let request =
        validate_resource_config::Request { type_name: type_name.clone(), config: one.value(), ..Default::default() };
    sound(service.validate_resource_config(Request::new(request)).await, |answer| said(&answer.diagnostics))?;
    let raw_state = Some(RawState { json: two.raw(), ..Default::default() });
    let request =
        upgrade_resource_state::Request { type_name: type_name.clone(), version, raw_state: raw_state.clone() };
    sound(service.upgrade_resource_state(Request::new(request)).await, |answer| said(&answer.diagnostics))?;
    let request = plan_resource_change::Request {
        type_name: type_name.clone(),
        prior_state: two.value(),
        proposed_new_state: one.value(),
        config: one.value(),
        prior_private: private.raw(),
        prior_identity: identity.identity(),
        ..Default::default()
    };
    let planned = sound(service.plan_resource_change(Request::new(request)).await, |answer| said(&answer.diagnostics))?;
    let request = apply_resource_change::Request {
        type_name: type_name.clone(),
        prior_state: two.value(),
        planned_state: if planned.planned_state.is_some() { planned.planned_state } else { three.value() },
        config: one.value(),
        planned_private: private.raw(),
        planned_identity: identity.identity(),
        ..Default::default()
    };
    sound(service.apply_resource_change(Request::new(request)).await, |answer| said(&answer.diagnostics))?;
    let request = read_resource::Request {
        type_name: type_name.clone(),
        current_state: three.value(),
        private: private.raw(),
        current_identity: identity.identity(),
        ..Default::default()
    };
    sound(service.read_resource(Request::new(request)).await, |answer| said(&answer.diagnostics))?;
    for identity in [None, identity.identity()] {
        let request = import_resource_state::Request {
            type_name: type_name.clone(),
            id: id.clone(),
            identity,
            ..Default::default()
        };
        sound(service.import_resource_state(Request::new(request)).await, |answer| said(&answer.diagnostics))?;
    }
    let request = upgrade_resource_identity::Request {
        type_name: type_name.clone(),
        version,
        raw_identity: Some(RawState { json: identity.raw(), ..Default::default() }),
    };
    sound(service.upgrade_resource_identity(Request::new(request)).await, |answer| said(&answer.diagnostics))?;
    let request = move_resource_state::Request {
        source_provider_address: "registry.terraform.io/Mastercard/restapi".into(),
        source_type_name: "restapi_object".into(),
        source_state: raw_state,
        target_type_name: type_name.clone(),
        ..Default::default()
    };
    sound(service.move_resource_state(Request::new(request)).await, |answer| said(&answer.diagnostics))?;
    let request = generate_resource_config::Request { type_name: type_name.clone(), state: three.value() };
    sound(service.generate_resource_config(Request::new(request)).await, |answer| said(&answer.diagnostics))?;
    let request = validate_list_resource_config::Request { type_name, config: one.value(), ..Default::default() };
    sound(service.validate_list_resource_config(Request::new(request)).await, |answer| said(&answer.diagnostics))?;
    Ok(())
}

#[test]
fn settings_and_questions_of_any_bytes_are_answered() {
    let runtime = runtime();
    let settings = VENDORS.iter().map(|vendor| {
        let texts =
            || prop_oneof![Just(Json::Null), "\\PC{0,20}".prop_map(Json::from), Just(SECRET.into()), any_json()];
        let names: Vec<_> = vendor.settings.iter().map(|setting| setting.name.to_owned()).collect();
        let values = vec(texts(), names.len());
        let block = move |values: Vec<Json>| Json::from_iter(names.iter().cloned().zip(values));
        (Just(vendor.name.to_owned()), values.prop_map(block)).boxed()
    });
    let block = settings.collect::<Vec<_>>().prop_map(Json::from_iter);
    let sources: Vec<_> = data_sources().map(|(_, source)| source.type_name()).collect();
    let question = vec(("(id|name|phone_number|username|length|symbols)", any_json()), 0..3).prop_map(Json::from_iter);
    let inputs = (bytes(block), bytes(question), proptest::sample::select(sources), "\\PC{0,8}");
    fuzz("settings and questions", 200, &inputs, |(block, question, source, version)| {
        runtime.block_on(async {
            let service = Service::default();
            let request = validate_provider_config::Request { config: block.value() };
            let answer = service.validate_provider_config(Request::new(request)).await;
            sound(answer, |answer| said(&answer.diagnostics))?;
            let request =
                configure_provider::Request { config: block.value(), terraform_version: version, ..Default::default() };
            let answer = service.configure_provider(Request::new(request)).await;
            sound(answer, |answer| said(&answer.diagnostics))?;
            let request =
                validate_data_resource_config::Request { type_name: source.clone(), config: question.value() };
            let answer = service.validate_data_resource_config(Request::new(request)).await;
            sound(answer, |answer| said(&answer.diagnostics))?;
            let password = "siptrunk_random_password".to_owned();
            let request = open_ephemeral_resource::Request {
                type_name: password.clone(),
                config: question.value(),
                ..Default::default()
            };
            let answer = service.open_ephemeral_resource(Request::new(request)).await;
            sound(answer, |answer| said(&answer.diagnostics))?;
            let request = validate_ephemeral_resource_config::Request { type_name: password, config: question.value() };
            let answer = service.validate_ephemeral_resource_config(Request::new(request)).await;
            sound(answer, |answer| said(&answer.diagnostics)).map(|_| ())
        })
    });
}

#[test]
fn functions_answer_any_arguments_with_a_result_or_an_error() {
    let runtime = runtime();
    let texts = prop_oneof![
        2 => "\\PC{0,24}",
        2 => "(sip|sips|tel|SIP):[-+a-z0-9%@;=?&:.\\[\\]]{0,24}",
        1 => "[+()0-9 ext.-]{0,20}",
        1 => proptest::sample::select(vec!["AU", "US", "PCMU", "G.711", "opus", "sip:a@b;x=%41"]).prop_map(String::from),
    ];
    let argument = prop_oneof![
        4 => texts.clone().prop_map(Json::from),
        1 => vec(texts.clone(), 0..4).prop_map(Json::from),
        1 => vec(("(scheme|user|host|port|parameters|headers|uri)", texts), 0..4)
            .prop_map(Json::from_iter),
        1 => any_json(),
    ];
    let names: Vec<_> = FUNCTIONS.iter().map(|function| function.name).collect();
    let inputs = (proptest::sample::select(names), vec(bytes(argument), 0..5));
    fuzz("functions", 1000, &inputs, |(name, arguments)| {
        let request = call_function::Request {
            name: name.into(),
            arguments: arguments.iter().filter_map(Bytes::value).collect(),
        };
        let answer = runtime.block_on(Service::default().call_function(Request::new(request)));
        let says = |answer: &call_function::Response| answer.error.as_ref().map_or(String::new(), |it| it.text.clone());
        sound(answer, says).map(|_| ())
    });
}

/// A plan as `terraform show -json` prints it.
fn plan_files(resource: &'static Resource) -> impl Strategy<Value = Json> {
    let actions = proptest::sample::select(vec![
        json!(["create"]),
        json!(["update"]),
        json!(["delete"]),
        json!(["delete", "create"]),
        json!(["create", "delete"]),
        json!(["no-op"]),
    ]);
    let marks = || vec((proptest::sample::select(resource.attributes), any::<bool>()), 0..6);
    (reports(resource), configs(resource), actions, marks(), marks()).prop_map(
        move |(before, after, actions, one, two)| {
            let marked = |marks: Vec<(siptrunk::schema::Attribute, bool)>| {
                Json::from_iter(
                    marks.into_iter().map(|(attribute, mark)| (attribute.name.to_owned(), Json::from(mark))),
                )
            };
            let (before, after) = (with_secret(resource, before), with_secret(resource, after));
            let secrets: Vec<_> = trios(resource.attributes).map(|trio| trio.secret.name.to_owned()).collect();
            let sensitive = Json::from_iter(secrets.into_iter().map(|name| (name, Json::from(true))));
            json!({
                "format_version": "1.2",
                "resource_changes": [{
                    "address": format!("module.a[0].{}.b", resource.type_name()),
                    "mode": "managed",
                    "type": resource.type_name(),
                    "name": "b",
                    "provider_name": "registry.terraform.io/siptrunk/siptrunk",
                    "change": {
                        "actions": actions,
                        "before": before,
                        "after": after,
                        "after_unknown": marked(one),
                        "before_sensitive": sensitive,
                        "after_sensitive": marked(two),
                    },
                }],
                "configuration": {"root_module": {"module_calls": {"a": {"module": {"resources": [{
                    "address": format!("{}.b", resource.type_name()),
                    "expressions": {"name": {"references": ["var.x", "local.y[0].z", "each.key"]}},
                }]}}}}},
            })
        },
    )
}

#[test]
fn a_preview_of_any_plan_is_printed_or_refused_and_says_no_secret() {
    for (_, resource) in resources() {
        fuzz(&format!("plan files with {}", resource.name), 30, &bytes(plan_files(resource)), |input| {
            let texts = match Preview::read(&input.raw()) {
                Ok(preview) => [preview.text(), preview.markdown(1000), preview.json().to_string()].concat(),
                Err(refusal) => refusal.to_string(),
            };
            // Where it stands in another attribute than a secret, it is none.
            if texts.contains(SECRET) { broken(texts) } else { Ok(()) }
        });
    }
}

#[test]
fn the_sandbox_answers_any_call() {
    let paths = VENDORS.iter().flat_map(|vendor| {
        let base = SANDBOXES.iter().find(|sandbox| sandbox.vendor == vendor.name).map_or("", |sandbox| sandbox.base);
        let calls = vendor.resources.iter().flat_map(|resource| resource.calls.every().collect::<Vec<_>>());
        calls.flat_map(|call| call.paths).map(|path| format!("/{}{base}{path}", vendor.name)).collect::<Vec<_>>()
    });
    let own = ["/_sandbox/faults", "/_sandbox/calls", "/_sandbox/switches", "/_sandbox/objects/yeastar"];
    let mut paths: Vec<_> = paths.chain(own.map(String::from)).collect();
    paths.sort_unstable();
    paths.dedup();
    let headers: Vec<_> = SANDBOXES
        .iter()
        .flat_map(|sandbox| sandbox.settings)
        .flat_map(|(_, value)| {
            let basic = base64::Engine::encode(&base64::prelude::BASE64_STANDARD, format!("{value}:{value}"));
            [
                ("authorization".to_owned(), format!("Bearer {value}")),
                ("authorization".to_owned(), format!("Basic {basic}")),
                ("x-crazytel-api-key".to_owned(), (*value).to_owned()),
                ("user-agent".to_owned(), "OpenAPI".to_owned()),
            ]
        })
        .collect();
    let bodies: Vec<_> = resources().map(|(_, resource)| reports(resource)).collect();
    let bodies = bytes(prop_oneof![proptest::strategy::Union::new(bodies), Just(json!({}))]);
    let method = prop_oneof![
        4 => proptest::sample::select(vec!["GET", "POST", "PUT", "PATCH", "DELETE"]).prop_map(String::from),
        1 => "[A-Z]{0,8}",
    ];
    let inputs =
        vec((method, proptest::sample::select(paths), edits(), proptest::sample::select(headers), bodies), 1..4);
    fuzz("calls of the sandbox", 200, &inputs, |calls| {
        let mut exchange = Exchange::new(SANDBOXES);
        for (method, path, edits, header, body) in calls {
            let path = path.replace("{id}", "1");
            let target = String::from_utf8_lossy(&edited(path.into_bytes(), &edits)).into_owned();
            let (path, query) = target.split_once('?').unwrap_or((&target, ""));
            let json = ("content-type".to_owned(), "application/json".to_owned());
            let request = sandbox::Request {
                method,
                path: path.to_owned(),
                query: query.to_owned(),
                headers: vec![header, json],
                body: body.raw(),
                root: String::new(),
            };
            exchange.answer(request, "http://127.0.0.1:1");
        }
        Ok(())
    });
}

#[test]
fn deep_values_are_refused() {
    let runtime = runtime();
    for depth in [100, 1000, 10_000, 1_000_000] {
        let msgpack = [vec![0x91_u8; depth], vec![0xc0]].concat();
        let json = [b"[".repeat(depth), b"]".repeat(depth)].concat();
        let of_type = [br#"["list","#.repeat(depth), br#""string""#.to_vec(), b"]".repeat(depth)].concat();
        let mut typed = vec![0x92, 0xc6];
        typed.extend((of_type.len() as u32).to_be_bytes());
        typed.extend(of_type);
        typed.extend(&msgpack);
        assert!(Preview::read(&json).is_err());
        for value in [DynamicValue { msgpack, json: vec![] }, DynamicValue { msgpack: vec![], json }] {
            for (_, resource) in resources() {
                let request = validate_resource_config::Request {
                    type_name: resource.type_name(),
                    config: Some(value.clone()),
                    ..Default::default()
                };
                let answer = runtime.block_on(Service::default().validate_resource_config(Request::new(request)));
                assert!(!answer.expect("an answer").into_inner().diagnostics.is_empty());
            }
        }
        let value = DynamicValue { msgpack: typed, json: vec![] };
        for function in FUNCTIONS {
            let request = call_function::Request { name: function.name.into(), arguments: vec![value.clone()] };
            let answer = runtime.block_on(Service::default().call_function(Request::new(request)));
            assert!(answer.expect("an answer").into_inner().error.is_some());
        }
    }
}
