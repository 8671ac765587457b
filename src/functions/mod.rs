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
    /// What is wrong with it and what to write instead, in whole sentences.
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
