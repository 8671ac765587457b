//! Functions of the provider, for expressions: `provider::siptrunk::e164("(02) 5550 0003", "AU")`.
//!
//! Each is pure: it knows no account and asks nobody. Its declaration below is all that is told of it, to Terraform and in
//! the documentation; what it does is in a file of its own.

mod codecs;
mod phone;
mod uri;

use crate::value::Value;

/// A function.
pub struct Function {
    /// Its name behind `provider::siptrunk::`.
    pub name: &'static str,
    /// What it gives, in one sentence.
    pub summary: &'static str,
    /// What one has to know beside that.
    pub doc: &'static str,
    /// What it takes.
    pub parameters: &'static [Parameter],
    /// What it takes behind that, any number of times.
    pub variadic: Option<Parameter>,
    /// The type of what it gives.
    pub gives: Shape,
    /// Does it. The arguments are known, as many as there are parameters and of their shapes.
    pub call: fn(&[Value]) -> Result<Value, Refusal>,
}

/// What a function takes.
pub struct Parameter {
    /// Its name, for people.
    pub name: &'static str,
    /// The type.
    pub shape: Shape,
    /// Whether it may be null.
    pub nullable: bool,
    /// What it is.
    pub doc: &'static str,
}

/// The type of an argument or of a result.
pub enum Shape {
    /// Text.
    String,
    /// A number.
    Number,
    /// Texts in an order.
    Strings,
    /// Texts by name.
    Map,
    /// Members of a shape each.
    Object(&'static [(&'static str, Shape)]),
    /// Any value, which brings its own type.
    Any,
}

/// Why a function gives nothing.
#[derive(Debug, PartialEq)]
pub struct Refusal {
    /// The argument at fault, counted from 0.
    pub argument: usize,
    /// What is wrong with it and what to write instead, in whole sentences. An argument may be sensitive, which nobody tells a
    /// provider, so none of it is quoted but the names of its members.
    pub says: String,
}

fn refuse<T>(argument: usize, says: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal { argument, says: says.into() })
}

/// Every function, sorted by name.
pub static FUNCTIONS: &[Function] = &[codecs::CODECS, phone::E164, phone::NATIONAL, uri::PARSE_SIP_URI, uri::SIP_URI];

/// The function of that name.
pub fn function(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_refusal_quotes_an_argument() {
        let text = |text: &str| Value::String(text.to_owned());
        let list = |of: &str| Value::List(vec![text("PCMU"), text(of)]);
        let options = |name: &'static str, of: Value| Value::Object([(name, of)].into_iter().collect());
        let member = |of: &str| options("Subject", Value::List(vec![text(of)]));
        for secret in ["Quarz7Lupine", "0255501234999", "+6495550123", "sip:Quarz7Lupine", "UK"] {
            for (name, arguments) in [
                ("e164", vec![text(secret), text("AU")]),
                ("e164", vec![text("0255500003"), text(secret)]),
                ("national", vec![text(secret), text("AU")]),
                ("codecs", vec![list(secret), text("bolna")]),
                ("codecs", vec![list("PCMU"), text(secret)]),
                ("parse_sip_uri", vec![text(secret)]),
                ("parse_sip_uri", vec![text(&format!("sip:u@{secret}_"))]),
                ("parse_sip_uri", vec![text(&format!("sip:u@a.example:{secret}"))]),
                ("parse_sip_uri", vec![text(&format!("sip:u@a.example;x={secret} "))]),
                ("sip_uri", vec![text(""), text(secret)]),
                ("sip_uri", vec![Value::Null, text(&format!("{secret} "))]),
                ("sip_uri", vec![Value::Null, text("a.example"), options("port", text(secret))]),
                ("sip_uri", vec![Value::Null, text("a.example"), options("scheme", text(secret))]),
                ("sip_uri", vec![Value::Null, text("a.example"), options("headers", member(secret))]),
            ] {
                let refused = (function(name).expect(name).call)(&arguments);
                let says = refused.map_or_else(|refusal| refusal.says, |_| String::new());
                assert!(!says.contains(secret.trim_start_matches("sip:")), "{name}: {says}");
            }
        }
    }

    #[test]
    fn every_function_is_told_in_whole_sentences() {
        assert!(FUNCTIONS.is_sorted_by_key(|function| function.name));
        for function in FUNCTIONS {
            let parameters = function.parameters.iter().chain(&function.variadic);
            let told = parameters.map(|parameter| parameter.doc).chain([function.summary, function.doc]);
            for doc in told {
                let begins = doc.starts_with(|c: char| c.is_uppercase());
                assert!(begins && doc.ends_with('.') && !doc.contains("  "), "{}: {doc}", function.name);
            }
        }
    }
}
