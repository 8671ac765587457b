//! The provider's gRPC service: it decodes each call, passes it on and encodes the result, and decides nothing itself.
//!
//! Calls that are not here answer UNIMPLEMENTED, which both CLIs understand as "this provider has none of these".

use std::sync::Arc;

use async_trait::async_trait;
use tonic::{Request, Response, Status};

use super::Farewell;
use super::answer::{Events, Failed, answer, carried_out, events};
use super::call::{call, signatures};
use super::convert;
use super::subject::{Subject, data_source, list_resource, object, random_password};
use super::tfplugin6::{self as proto, provider_server};
use super::wire;
use crate::diagnostic::Diagnostics;
use crate::escape;
use crate::functions::{FUNCTIONS, Refusal};
use crate::provider::{Filters, Outcome, Private, Provider, Source, Wanted};
use crate::schema::format::glob::Glob;
use crate::schema::{DataSource, ListResource, RandomPassword, Resource};
use crate::value::Value;
use crate::vendors;

/// The service around one provider.
#[derive(Default)]
pub struct Service {
    provider: Arc<Provider>,
}

impl Farewell for Service {
    async fn farewell(&self) {
        self.provider.close().await;
    }
}

fn capabilities() -> Option<proto::ServerCapabilities> {
    Some(proto::ServerCapabilities {
        plan_destroy: true,
        get_provider_schema_optional: true,
        generate_resource_config: true,
        move_resource_state: true,
    })
}

#[async_trait]
impl provider_server::Provider for Service {
    async fn get_metadata(
        &self,
        _: Request<proto::get_metadata::Request>,
    ) -> Result<Response<proto::get_metadata::Response>, Status> {
        let named =
            |(_, resource): (_, &Resource)| proto::get_metadata::ResourceMetadata { type_name: resource.type_name() };
        let source =
            |(_, source): (_, &DataSource)| proto::get_metadata::DataSourceMetadata { type_name: source.type_name() };
        Ok(Response::new(proto::get_metadata::Response {
            server_capabilities: capabilities(),
            resources: vendors::resources().map(named).collect(),
            data_sources: vendors::data_sources().map(source).collect(),
            list_resources: vendors::list_resources()
                .iter()
                .map(|list| proto::get_metadata::ListResourceMetadata { type_name: list.resource.type_name() })
                .collect(),
            ephemeral_resources: vec![proto::get_metadata::EphemeralMetadata {
                type_name: RandomPassword::TYPE_NAME.into(),
            }],
            functions: FUNCTIONS
                .iter()
                .map(|function| proto::get_metadata::FunctionMetadata { name: function.name.into() })
                .collect(),
            ..Default::default()
        }))
    }

    async fn get_provider_schema(
        &self,
        _: Request<proto::get_provider_schema::Request>,
    ) -> Result<Response<proto::get_provider_schema::Response>, Status> {
        let named = |(_, resource): (_, &Resource)| (resource.type_name(), convert::resource_schema(resource));
        let source = |(_, source): (_, &DataSource)| (source.type_name(), convert::data_source_schema(source));
        Ok(Response::new(proto::get_provider_schema::Response {
            provider: Some(convert::provider_schema()),
            resource_schemas: vendors::resources().map(named).collect(),
            data_source_schemas: vendors::data_sources().map(source).collect(),
            list_resource_schemas: vendors::list_resources()
                .iter()
                .map(|list| (list.resource.type_name(), convert::list_resource_schema(list)))
                .collect(),
            ephemeral_resource_schemas: [(
                RandomPassword::TYPE_NAME.into(),
                convert::random_password_schema(vendors::random_password()),
            )]
            .into(),
            functions: signatures(),
            server_capabilities: capabilities(),
            ..Default::default()
        }))
    }

    async fn get_resource_identity_schemas(
        &self,
        _: Request<proto::get_resource_identity_schemas::Request>,
    ) -> Result<Response<proto::get_resource_identity_schemas::Response>, Status> {
        let named = |(_, resource): (_, &Resource)| (resource.type_name(), convert::identity_schema(resource));
        let identity_schemas = vendors::resources().map(named).collect();
        Ok(Response::new(proto::get_resource_identity_schemas::Response { identity_schemas, diagnostics: vec![] }))
    }

    async fn upgrade_resource_identity(
        &self,
        request: Request<proto::upgrade_resource_identity::Request>,
    ) -> Result<Response<proto::upgrade_resource_identity::Response>, Status> {
        answer(async move {
            let request = request.into_inner();
            let subject = Subject::named(&request.type_name)?;
            if request.version > 0 {
                let says = "A newer version of siptrunk has written this identity. Upgrade the provider.";
                return Err(Failed::new("Identity too new", says));
            }
            let raw = request.raw_identity.unwrap_or_default();
            let identity = object(wire::from_json(&wire::json(&raw.json)?, &subject.identity_type())?)?;
            let upgraded_identity = subject.identity(identity, None);
            Ok(proto::upgrade_resource_identity::Response { upgraded_identity, diagnostics: vec![] })
        })
        .await
    }

    async fn get_functions(
        &self,
        _: Request<proto::get_functions::Request>,
    ) -> Result<Response<proto::get_functions::Response>, Status> {
        Ok(Response::new(proto::get_functions::Response { functions: signatures(), diagnostics: vec![] }))
    }

    /// A function has no diagnostics: it says no in one text.
    async fn call_function(
        &self,
        request: Request<proto::call_function::Request>,
    ) -> Result<Response<proto::call_function::Response>, Status> {
        let called = carried_out(async move { call(&request.into_inner()) }).await;
        let (result, error) = match called {
            Ok(Ok(result)) => (Some(result), None),
            Ok(Err(Refusal { argument, says })) => (None, Some((escape::line(&says), i64::try_from(argument).ok()))),
            Err(failed) => (None, Some((failed.text(), None))),
        };
        // The CLI ends the sentence.
        let error = error.map(|(text, function_argument)| proto::FunctionError {
            text: text.strip_suffix('.').unwrap_or(&text).to_owned(),
            function_argument,
        });
        Ok(Response::new(proto::call_function::Response { result, error }))
    }

    async fn validate_provider_config(
        &self,
        request: Request<proto::validate_provider_config::Request>,
    ) -> Result<Response<proto::validate_provider_config::Response>, Status> {
        answer(async move {
            let config = object(wire::read(request.get_ref().config.as_ref(), &convert::provider_type())?)?;
            let found = Provider::validate(&config.unwrap_or_default());
            Ok(proto::validate_provider_config::Response { diagnostics: convert::provider_diagnostics(found) })
        })
        .await
    }

    async fn configure_provider(
        &self,
        request: Request<proto::configure_provider::Request>,
    ) -> Result<Response<proto::configure_provider::Response>, Status> {
        let provider = self.provider.clone();
        answer(async move {
            let config = object(wire::read(request.get_ref().config.as_ref(), &convert::provider_type())?)?;
            let found = provider.configure(&config.unwrap_or_default());
            Ok(proto::configure_provider::Response { diagnostics: convert::provider_diagnostics(found) })
        })
        .await
    }

    async fn validate_resource_config(
        &self,
        request: Request<proto::validate_resource_config::Request>,
    ) -> Result<Response<proto::validate_resource_config::Response>, Status> {
        answer(async move {
            let request = request.into_inner();
            let subject = Subject::named(&request.type_name)?;
            let config = subject.read(request.config.as_ref())?.unwrap_or_default();
            let write_only = request.client_capabilities.is_some_and(|client| client.write_only_attributes_allowed);
            let found = Provider::validate_resource(subject.resource, &config, write_only);
            Ok(proto::validate_resource_config::Response { diagnostics: convert::diagnostics(found) })
        })
        .await
    }

    async fn upgrade_resource_state(
        &self,
        request: Request<proto::upgrade_resource_state::Request>,
    ) -> Result<Response<proto::upgrade_resource_state::Response>, Status> {
        answer(async move {
            let request = request.into_inner();
            let subject = Subject::named(&request.type_name)?;
            let raw = request.raw_state.unwrap_or_default();
            if raw.json.is_empty() {
                return Err(Failed::new("State too old", "The state was written by Terraform 0.11 or older."));
            }
            let state = Provider::upgrade(subject.resource, request.version, wire::json(&raw.json)?)?;
            let state = object(wire::from_json(&state, &subject.of)?)?;
            Ok(proto::upgrade_resource_state::Response { upgraded_state: subject.write(state), diagnostics: vec![] })
        })
        .await
    }

    async fn read_resource(
        &self,
        request: Request<proto::read_resource::Request>,
    ) -> Result<Response<proto::read_resource::Response>, Status> {
        let provider = self.provider.clone();
        answer(async move {
            let request = request.into_inner();
            let subject = Subject::named(&request.type_name)?;
            let known = subject.read_identity(request.current_identity)?;
            let outcome = match subject.read(request.current_state.as_ref())? {
                Some(prior) => {
                    let private = Private::read(&request.private);
                    provider.read(subject.vendor, subject.resource, &prior, &private).await
                }
                None => Outcome::none(Diagnostics::default()),
            };
            Ok(proto::read_resource::Response {
                new_identity: subject.identity(known, outcome.state.as_ref()),
                new_state: subject.write(outcome.state),
                diagnostics: convert::diagnostics(outcome.diagnostics),
                private: outcome.private.write(),
                ..Default::default()
            })
        })
        .await
    }

    async fn plan_resource_change(
        &self,
        request: Request<proto::plan_resource_change::Request>,
    ) -> Result<Response<proto::plan_resource_change::Response>, Status> {
        let provider = self.provider.clone();
        answer(async move {
            let request = request.into_inner();
            let subject = Subject::named(&request.type_name)?;
            let prior = subject.read(request.prior_state.as_ref())?;
            let config = subject.read(request.config.as_ref())?;
            let destroyed = subject.read(request.proposed_new_state.as_ref())?.is_none();
            // When an object replaces another, Terraform sends the identity of the one that is replaced.
            let known = subject.read_identity(request.prior_identity)?.filter(|_| prior.is_some());
            let mut response = proto::plan_resource_change::Response {
                planned_identity: subject.identity(known, prior.as_ref()),
                planned_state: subject.write(None),
                planned_private: request.prior_private,
                ..Default::default()
            };
            let found = match (destroyed, prior, config) {
                (true, Some(prior), _) => provider.plan_destroy(subject.vendor, subject.resource, &prior),
                (true, None, _) => Diagnostics::default(),
                (false, prior, config) => {
                    let config = config.unwrap_or_default();
                    let (planned, found) = {
                        let private = Private::read(&response.planned_private);
                        provider.plan(subject.vendor, subject.resource, prior.as_ref(), &config, &private)
                    };
                    response.planned_state = subject.write(Some(planned.state));
                    response.requires_replace = planned.requires_replace.iter().map(convert::path).collect();
                    found
                }
            };
            response.diagnostics = convert::diagnostics(found);
            Ok(response)
        })
        .await
    }

    async fn apply_resource_change(
        &self,
        request: Request<proto::apply_resource_change::Request>,
    ) -> Result<Response<proto::apply_resource_change::Response>, Status> {
        let provider = self.provider.clone();
        answer(async move {
            let request = request.into_inner();
            let subject = Subject::named(&request.type_name)?;
            let (vendor, resource) = (subject.vendor, subject.resource);
            let prior = subject.read(request.prior_state.as_ref())?;
            let planned = subject.read(request.planned_state.as_ref())?;
            let config = subject.read(request.config.as_ref())?.unwrap_or_default();
            let private = Private::read(&request.planned_private);
            let known = subject.read_identity(request.planned_identity)?.filter(|_| prior.is_some());
            let outcome = match (prior, planned) {
                (None, Some(planned)) => provider.create(vendor, resource, &planned, &config).await,
                (Some(prior), Some(planned)) => {
                    provider.update(vendor, resource, &prior, &planned, &config, &private).await
                }
                (Some(prior), None) => provider.delete(vendor, resource, &prior, &private).await,
                (None, None) => Outcome::none(Diagnostics::default()),
            };
            Ok(proto::apply_resource_change::Response {
                new_identity: subject.identity(known, outcome.state.as_ref()),
                new_state: subject.write(outcome.state),
                diagnostics: convert::diagnostics(outcome.diagnostics),
                private: outcome.private.write(),
                ..Default::default()
            })
        })
        .await
    }

    async fn import_resource_state(
        &self,
        request: Request<proto::import_resource_state::Request>,
    ) -> Result<Response<proto::import_resource_state::Response>, Status> {
        let provider = self.provider.clone();
        answer(async move {
            let request = request.into_inner();
            let subject = Subject::named(&request.type_name)?;
            let (vendor, resource) = (subject.vendor, subject.resource);
            let identity = subject.read_identity(request.identity)?;
            let outcome = match &identity {
                Some(identity) => provider.import_identity(vendor, resource, identity).await,
                None => provider.import(vendor, resource, &request.id).await,
            };
            // What an import id leaves out is known only after the read that follows.
            let identified = outcome.state.as_ref().filter(|state| identity.is_some() || resource.identifies(state));
            let identity = subject.identity(None, identified);
            let imported = outcome.state.map(|state| proto::import_resource_state::ImportedResource {
                type_name: request.type_name,
                identity,
                state: subject.write(Some(state)),
                private: outcome.private.write(),
            });
            Ok(proto::import_resource_state::Response {
                imported_resources: imported.into_iter().collect(),
                diagnostics: convert::diagnostics(outcome.diagnostics),
                ..Default::default()
            })
        })
        .await
    }

    async fn move_resource_state(
        &self,
        request: Request<proto::move_resource_state::Request>,
    ) -> Result<Response<proto::move_resource_state::Response>, Status> {
        answer(async move {
            let request = request.into_inner();
            let subject = Subject::named(&request.target_type_name)?;
            let source = Source {
                provider: &request.source_provider_address,
                type_name: &request.source_type_name,
                state: &request.source_state.unwrap_or_default().json,
            };
            let outcome = Provider::moved(subject.vendor, subject.resource, &source);
            Ok(proto::move_resource_state::Response {
                target_state: subject.write(outcome.state),
                diagnostics: convert::diagnostics(outcome.diagnostics),
                target_private: outcome.private.write(),
                ..Default::default()
            })
        })
        .await
    }

    async fn validate_data_resource_config(
        &self,
        request: Request<proto::validate_data_resource_config::Request>,
    ) -> Result<Response<proto::validate_data_resource_config::Response>, Status> {
        answer(async move {
            let request = request.into_inner();
            let (_, source, of) = data_source(&request.type_name)?;
            let config = object(wire::read(request.config.as_ref(), &of)?)?.unwrap_or_default();
            let found = Provider::validate_data(source, &config);
            Ok(proto::validate_data_resource_config::Response { diagnostics: convert::diagnostics(found) })
        })
        .await
    }

    async fn read_data_source(
        &self,
        request: Request<proto::read_data_source::Request>,
    ) -> Result<Response<proto::read_data_source::Response>, Status> {
        let provider = self.provider.clone();
        answer(async move {
            let request = request.into_inner();
            let (vendor, source, of) = data_source(&request.type_name)?;
            let config = object(wire::read(request.config.as_ref(), &of)?)?.unwrap_or_default();
            let outcome = provider.read_data(vendor, source, &config).await;
            Ok(proto::read_data_source::Response {
                state: Some(wire::write(&outcome.state.map_or(Value::Null, Value::Object), &of)),
                diagnostics: convert::diagnostics(outcome.diagnostics),
                ..Default::default()
            })
        })
        .await
    }

    async fn validate_list_resource_config(
        &self,
        request: Request<proto::validate_list_resource_config::Request>,
    ) -> Result<Response<proto::validate_list_resource_config::Response>, Status> {
        answer(async move {
            let request = request.into_inner();
            let (list, of) = list_resource(&request.type_name)?;
            let config = object(wire::read(request.config.as_ref(), &of)?)?.unwrap_or_default();
            let diagnostics = convert::diagnostics(Provider::validate_list(list, &config));
            Ok(proto::validate_list_resource_config::Response { diagnostics })
        })
        .await
    }

    async fn list_resource(&self, request: Request<proto::list_resource::Request>) -> Result<Response<Events>, Status> {
        let request = request.into_inner();
        let whole = request.include_resource_object;
        let opened = || {
            let subject = Subject::named(&request.type_name)?;
            let (list, of) = list_resource(&request.type_name)?;
            let config = object(wire::read(request.config.as_ref(), &of)?)?.unwrap_or_default();
            let found = Provider::validate_list(list, &config);
            if found.has_errors() {
                return Err(Failed::from(found));
            }
            let name = config.get(ListResource::NAME).as_str().and_then(Glob::new);
            // Without a limit there is none; Terraform's own is 100.
            let limit = usize::try_from(request.limit).ok().filter(|limit| *limit > 0);
            let wanted = Wanted { filters: Filters { name, ..Default::default() }, whole, limit };
            let listing = self.provider.list(subject.vendor, subject.resource, &config, wanted)?;
            let told = move |display_name: String, state| proto::list_resource::Event {
                identity: subject.identity(None, Some(&state)),
                display_name: escape::line(&display_name),
                resource_object: whole.then(|| subject.write(Some(state))).flatten(),
                diagnostic: vec![],
            };
            Ok((listing, told))
        };
        Ok(events(opened()))
    }

    async fn generate_resource_config(
        &self,
        request: Request<proto::generate_resource_config::Request>,
    ) -> Result<Response<proto::generate_resource_config::Response>, Status> {
        answer(async move {
            let request = request.into_inner();
            let subject = Subject::named(&request.type_name)?;
            let Some(state) = subject.read(request.state.as_ref())? else {
                let says = "Terraform did not say of which object. Terraform 1.14.0 never does; use 1.14.1 or newer.";
                return Err(Failed::new("No configuration can be generated", says));
            };
            // The plan that Terraform makes of it reports what is wrong with it.
            let (config, _) = Provider::generate(subject.resource, &state);
            Ok(proto::generate_resource_config::Response { config: subject.write(Some(config)), diagnostics: vec![] })
        })
        .await
    }

    async fn validate_ephemeral_resource_config(
        &self,
        request: Request<proto::validate_ephemeral_resource_config::Request>,
    ) -> Result<Response<proto::validate_ephemeral_resource_config::Response>, Status> {
        answer(async move {
            let request = request.into_inner();
            let of = random_password(&request.type_name)?;
            let config = object(wire::read(request.config.as_ref(), &of)?)?.unwrap_or_default();
            let diagnostics = convert::diagnostics(Provider::validate_password(&config));
            Ok(proto::validate_ephemeral_resource_config::Response { diagnostics })
        })
        .await
    }

    async fn open_ephemeral_resource(
        &self,
        request: Request<proto::open_ephemeral_resource::Request>,
    ) -> Result<Response<proto::open_ephemeral_resource::Response>, Status> {
        answer(async move {
            let request = request.into_inner();
            let of = random_password(&request.type_name)?;
            let config = object(wire::read(request.config.as_ref(), &of)?)?.unwrap_or_default();
            let (result, found) = match Provider::open_password(&config) {
                Ok(result) => (Some(result), Diagnostics::default()),
                Err(found) => (None, found),
            };
            Ok(proto::open_ephemeral_resource::Response {
                result: Some(wire::write(&result.map_or(Value::Null, Value::Object), &of)),
                diagnostics: convert::diagnostics(found),
                ..Default::default()
            })
        })
        .await
    }

    /// Terraform closes all that it opened. A password holds nothing open.
    async fn close_ephemeral_resource(
        &self,
        _: Request<proto::close_ephemeral_resource::Request>,
    ) -> Result<Response<proto::close_ephemeral_resource::Response>, Status> {
        Ok(Response::new(proto::close_ephemeral_resource::Response::default()))
    }

    async fn stop_provider(
        &self,
        _: Request<proto::stop_provider::Request>,
    ) -> Result<Response<proto::stop_provider::Response>, Status> {
        self.provider.stop();
        Ok(Response::new(proto::stop_provider::Response::default()))
    }
}
