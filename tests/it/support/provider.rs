//! The provider as Terraform's core calls it: calls no CLI on this machine makes, and answers in full.

use rmpv::Value as Msgpack;
use serde_json::{Map, Value as Json, json};
use siptrunk::protocol::tfplugin6::provider_client::ProviderClient;
use siptrunk::protocol::tfplugin6::*;
use tempfile::TempDir;
use tonic::transport::Channel;

use super::client::in_the_clear;
use super::process::{Running, as_terraform, by_hand};
use super::sandbox::Sandbox;
use super::within_limit;

/// A configured provider.
pub struct Provider {
    pub client: ProviderClient<Channel>,
    _running: Running,
    _temporary: TempDir,
}

/// An object's life goes from one of these to the next.
#[derive(Clone, Debug, Default)]
pub struct Held {
    pub state: Json,
    pub identity: Json,
    pub private: Vec<u8>,
    pub diagnostics: Vec<Diagnostic>,
}

impl Held {
    /// Nothing was wrong with it.
    #[track_caller]
    pub fn ok(self) -> Self {
        let errors = self.diagnostics.iter().filter(|found| found.severity == diagnostic::Severity::Error as i32);
        assert_eq!(errors.count(), 0, "{:?}", self.diagnostics);
        self
    }
}

/// What a list has told.
#[derive(Debug, Default)]
pub struct Listed {
    pub names: Vec<String>,
    pub identities: Vec<Json>,
    pub objects: Vec<Json>,
    pub diagnostics: Vec<Diagnostic>,
}

impl Provider {
    /// One that finds all vendors in this sandbox, and has these variables beside.
    pub async fn at(sandbox: &Sandbox, more: &[(&str, &str)]) -> Self {
        let temporary = tempfile::tempdir().expect("a temporary directory");
        let mut command = by_hand(temporary.path());
        as_terraform(&mut command, "6", None);
        command.envs(sandbox.variables().iter().cloned()).envs(more.iter().copied());
        let running = Running::announced(command).await;
        let mut client = ProviderClient::new(in_the_clear(&running.socket));
        let request = configure_provider::Request { config: value(&json!({})), ..Default::default() };
        let configured = within_limit(client.configure_provider(request)).await.expect("an answer").into_inner();
        assert!(configured.diagnostics.is_empty(), "{:?}", configured.diagnostics);
        Self { client, _running: running, _temporary: temporary }
    }

    pub async fn read(&mut self, type_name: &str, held: &Held) -> Held {
        let request = read_resource::Request {
            type_name: type_name.into(),
            current_state: value(&held.state),
            private: held.private.clone(),
            current_identity: identity(&held.identity),
            ..Default::default()
        };
        let answer = within_limit(self.client.read_resource(request)).await.expect("an answer").into_inner();
        Held {
            state: json(answer.new_state),
            identity: identity_json(answer.new_identity),
            private: answer.private,
            diagnostics: answer.diagnostics,
        }
    }

    /// Plans from what is held to a configuration; null destroys.
    pub async fn plan(&mut self, type_name: &str, held: &Held, config: &Json) -> Held {
        let answer = self.planned(type_name, held, config).await;
        Held {
            state: json(answer.planned_state),
            identity: identity_json(answer.planned_identity),
            private: answer.planned_private,
            diagnostics: answer.diagnostics,
        }
    }

    async fn planned(&mut self, type_name: &str, held: &Held, config: &Json) -> plan_resource_change::Response {
        let request = plan_resource_change::Request {
            type_name: type_name.into(),
            prior_state: value(&held.state),
            proposed_new_state: value(config),
            config: value(config),
            prior_private: held.private.clone(),
            prior_identity: identity(&held.identity),
            ..Default::default()
        };
        within_limit(self.client.plan_resource_change(request)).await.expect("an answer").into_inner()
    }

    /// Plans a change and carries it out.
    pub async fn apply(&mut self, type_name: &str, held: &Held, config: &Json) -> Held {
        let planned = self.planned(type_name, held, config).await;
        let request = apply_resource_change::Request {
            type_name: type_name.into(),
            prior_state: value(&held.state),
            planned_state: planned.planned_state,
            config: value(config),
            planned_private: planned.planned_private,
            planned_identity: planned.planned_identity,
            ..Default::default()
        };
        let answer = within_limit(self.client.apply_resource_change(request)).await.expect("an answer").into_inner();
        Held {
            state: json(answer.new_state),
            identity: identity_json(answer.new_identity),
            private: answer.private,
            diagnostics: [planned.diagnostics, answer.diagnostics].concat(),
        }
    }

    /// Imports by id.
    pub async fn import(&mut self, type_name: &str, id: &str) -> Held {
        let request =
            import_resource_state::Request { type_name: type_name.into(), id: id.into(), ..Default::default() };
        self.imported(request).await
    }

    /// Imports by identity.
    pub async fn import_identity(&mut self, type_name: &str, wanted: &Json) -> Held {
        let request = import_resource_state::Request {
            type_name: type_name.into(),
            identity: identity(wanted),
            ..Default::default()
        };
        self.imported(request).await
    }

    async fn imported(&mut self, request: import_resource_state::Request) -> Held {
        let answer = within_limit(self.client.import_resource_state(request)).await.expect("an answer").into_inner();
        let mut held = Held { diagnostics: answer.diagnostics, ..Held::default() };
        for imported in answer.imported_resources {
            held.state = json(imported.state);
            held.identity = identity_json(imported.identity);
            held.private = imported.private;
        }
        held
    }

    /// Lists objects until the list ends.
    pub async fn list(&mut self, type_name: &str, config: Json, whole: bool, limit: i64) -> Listed {
        let request = list_resource::Request {
            type_name: type_name.into(),
            config: value(&config),
            include_resource_object: whole,
            limit,
        };
        let mut events = within_limit(self.client.list_resource(request)).await.expect("a stream").into_inner();
        let mut listed = Listed::default();
        while let Some(event) = within_limit(events.message()).await.expect("an event") {
            let failed = event.diagnostic.iter().any(|found| found.severity == diagnostic::Severity::Error as i32);
            listed.diagnostics.extend(event.diagnostic);
            if !failed && event.identity.is_some() {
                listed.names.push(event.display_name);
                listed.identities.push(identity_json(event.identity));
                listed.objects.push(json(event.resource_object));
            }
        }
        listed
    }

    /// The configuration for a state.
    pub async fn generate(&mut self, type_name: &str, state: &Json) -> Json {
        let request = generate_resource_config::Request { type_name: type_name.into(), state: value(state) };
        let answer = within_limit(self.client.generate_resource_config(request)).await.expect("an answer").into_inner();
        assert!(answer.diagnostics.is_empty(), "{:?}", answer.diagnostics);
        json(answer.config)
    }
}

/// JSON for the provider; null as null.
pub fn value(json: &Json) -> Option<DynamicValue> {
    match json {
        Json::Null => Some(DynamicValue { msgpack: vec![0xc0], json: vec![] }),
        json => Some(DynamicValue { msgpack: vec![], json: json.to_string().into_bytes() }),
    }
}

fn identity(json: &Json) -> Option<ResourceIdentityData> {
    (!json.is_null()).then(|| ResourceIdentityData { identity_data: value(json) })
}

fn identity_json(identity: Option<ResourceIdentityData>) -> Json {
    identity.map_or(Json::Null, |identity| json(identity.identity_data))
}

/// A value of the provider's; what is not known is the text `unknown`.
pub fn json(value: Option<DynamicValue>) -> Json {
    let Some(value) = value else { return Json::Null };
    plain(rmpv::decode::read_value(&mut value.msgpack.as_slice()).expect("msgpack"))
}

fn plain(value: Msgpack) -> Json {
    match value {
        Msgpack::Nil => Json::Null,
        Msgpack::Ext(..) => json!("unknown"),
        Msgpack::Boolean(flag) => flag.into(),
        Msgpack::Integer(number) => serde_json::from_str(&number.to_string()).expect("a number"),
        Msgpack::String(text) => text.as_str().into(),
        Msgpack::Array(elements) => elements.into_iter().map(plain).collect(),
        Msgpack::Map(members) => {
            let member = |(name, value): (Msgpack, Msgpack)| (name.as_str().expect("a name").to_owned(), plain(value));
            Json::Object(members.into_iter().map(member).collect::<Map<_, _>>())
        }
        other => panic!("{other} is nothing that the provider says"),
    }
}
