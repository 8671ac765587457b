//! Calls of the provider's functions.

use std::collections::HashMap;

use super::answer::Failed;
use super::convert;
use super::tfplugin6 as proto;
use super::types::Type;
use super::wire;
use crate::functions::{FUNCTIONS, Function, Refusal, function};
use crate::value::Value;

/// The signature of every function, by its name.
pub fn signatures() -> HashMap<String, proto::Function> {
    FUNCTIONS.iter().map(|function| (function.name.to_owned(), convert::function(function))).collect()
}

/// Calls a function with arguments as they come.
pub fn call(request: &proto::call_function::Request) -> Result<Result<proto::DynamicValue, Refusal>, Failed> {
    let name = &request.name;
    let called = function(name)
        .ok_or_else(|| Failed::new("Unknown function", format!("This provider has no function \"{name}\".")))?;
    let Function { parameters, variadic, .. } = called;
    let given = request.arguments.len();
    if given < parameters.len() || (given > parameters.len() && variadic.is_none()) {
        let says = format!("\"{name}\" takes {} arguments and got {given}.", parameters.len());
        return Err(Failed::new("Wrong number of arguments", says));
    }
    let all = parameters.iter().chain(variadic.iter().cycle());
    let arguments = request.arguments.iter().zip(all).map(|(argument, parameter)| {
        let value = wire::read(Some(argument), &Type::of_shape(&parameter.shape))?;
        Ok((parameter, value))
    });
    let arguments: Vec<_> = arguments.collect::<Result<_, Failed>>()?;
    let gives = Type::of_shape(&called.gives);
    if let Some(at) = arguments.iter().position(|(parameter, value)| value.is_null() && !parameter.nullable) {
        let says = format!("\"{}\" must not be null.", arguments[at].0.name);
        return Ok(Err(Refusal { argument: at, says }));
    }
    let values: Vec<Value> = arguments.into_iter().map(|(_, value)| value).collect();
    if !values.iter().all(Value::is_known) {
        return Ok(Ok(wire::write(&Value::Unknown, &gives)));
    }
    Ok((called.call)(&values).map(|value| wire::write(&value, &gives)))
}
