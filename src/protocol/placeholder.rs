//! A provider of nothing, in place until the real service is here. To be deleted then.

use futures_util::stream::Empty;
use tonic::{Request, Response, Status, Streaming};

use super::tfplugin6::{self as tf, provider_server::Provider};

/// Has an empty schema and answers every other call UNIMPLEMENTED.
pub struct Placeholder;

macro_rules! placeholder {
    ($($call:ident: $message:ident),* $(,)?) => {
        #[tonic::async_trait]
        impl Provider for Placeholder {
            type ListResourceStream = Empty<Result<tf::list_resource::Event, Status>>;
            type ReadStateBytesStream = Empty<Result<tf::read_state_bytes::Response, Status>>;
            type InvokeActionStream = Empty<Result<tf::invoke_action::Event, Status>>;

            async fn get_provider_schema(
                &self,
                _: Request<tf::get_provider_schema::Request>,
            ) -> Result<Response<tf::get_provider_schema::Response>, Status> {
                let empty = tf::Schema { version: 0, block: Some(tf::schema::Block::default()) };
                Ok(Response::new(tf::get_provider_schema::Response { provider: Some(empty), ..Default::default() }))
            }

            async fn stop_provider(
                &self,
                _: Request<tf::stop_provider::Request>,
            ) -> Result<Response<tf::stop_provider::Response>, Status> {
                Ok(Response::new(tf::stop_provider::Response::default()))
            }

            /// Answers what it got, for tests of large messages.
            async fn upgrade_resource_state(
                &self,
                request: Request<tf::upgrade_resource_state::Request>,
            ) -> Result<Response<tf::upgrade_resource_state::Response>, Status> {
                let json = request.into_inner().raw_state.unwrap_or_default().json;
                let upgraded_state = Some(tf::DynamicValue { json, ..Default::default() });
                Ok(Response::new(tf::upgrade_resource_state::Response { upgraded_state, ..Default::default() }))
            }

            async fn list_resource(
                &self,
                _: Request<tf::list_resource::Request>,
            ) -> Result<Response<Self::ListResourceStream>, Status> {
                Err(Status::unimplemented(""))
            }

            async fn read_state_bytes(
                &self,
                _: Request<tf::read_state_bytes::Request>,
            ) -> Result<Response<Self::ReadStateBytesStream>, Status> {
                Err(Status::unimplemented(""))
            }

            async fn write_state_bytes(
                &self,
                _: Request<Streaming<tf::write_state_bytes::RequestChunk>>,
            ) -> Result<Response<tf::write_state_bytes::Response>, Status> {
                Err(Status::unimplemented(""))
            }

            async fn invoke_action(
                &self,
                _: Request<tf::invoke_action::Request>,
            ) -> Result<Response<Self::InvokeActionStream>, Status> {
                Err(Status::unimplemented(""))
            }

            $(async fn $call(
                &self,
                _: Request<tf::$message::Request>,
            ) -> Result<Response<tf::$message::Response>, Status> {
                Err(Status::unimplemented(""))
            })*
        }
    };
}

placeholder! {
    get_metadata: get_metadata,
    validate_provider_config: validate_provider_config,
    validate_resource_config: validate_resource_config,
    validate_data_resource_config: validate_data_resource_config,
    get_resource_identity_schemas: get_resource_identity_schemas,
    upgrade_resource_identity: upgrade_resource_identity,
    configure_provider: configure_provider,
    read_resource: read_resource,
    plan_resource_change: plan_resource_change,
    apply_resource_change: apply_resource_change,
    import_resource_state: import_resource_state,
    move_resource_state: move_resource_state,
    read_data_source: read_data_source,
    generate_resource_config: generate_resource_config,
    validate_ephemeral_resource_config: validate_ephemeral_resource_config,
    open_ephemeral_resource: open_ephemeral_resource,
    renew_ephemeral_resource: renew_ephemeral_resource,
    close_ephemeral_resource: close_ephemeral_resource,
    validate_list_resource_config: validate_list_resource_config,
    get_functions: get_functions,
    call_function: call_function,
    validate_state_store_config: validate_state_store,
    configure_state_store: configure_state_store,
    lock_state: lock_state,
    unlock_state: unlock_state,
    get_states: get_states,
    delete_state: delete_state,
    plan_action: plan_action,
    validate_action_config: validate_action_config,
}
