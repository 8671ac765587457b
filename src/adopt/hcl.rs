//! Blocks of HCL, laid out as `terraform fmt` would.

use hcl_edit::expr::ObjectValueTerminator;
use hcl_edit::expr::{Array, Expression, FuncArgs, FuncCall, Object as HclObject, ObjectKey, ObjectValue};
use hcl_edit::structure::{Attribute as HclAttribute, Block, BlockLabel, Body};
use hcl_edit::template::StringTemplate;
use hcl_edit::{Decorate, Ident};
use serde_json::Value as Json;

use super::{Adopted, names};
use crate::schema::{Attribute, Codec, Elements, Kind, Resource};
use crate::value::{Object, Value};

/// Words that mean something else than a key where a key is expected.
const KEYWORDS: [&str; 4] = ["for", "null", "true", "false"];

/// The block that imports an object.
pub fn import(resource: &Resource, object: &Adopted) -> String {
    let to = reference(&format!("{}.{}", resource.type_name(), object.name));
    let attributes = vec![("to", to), ("id", quoted(&object.id))];
    text(laid_out(Block::new(ident("import")), attributes))
}

/// The block that configures an object; `parent` is the attribute that refers to another block, and how.
pub fn resource(resource: &Resource, object: &Adopted, parent: Option<(&str, String)>) -> String {
    let mut block = Block::new(ident("resource"));
    block.labels = vec![BlockLabel::from(resource.type_name()), BlockLabel::from(object.name.clone())];
    let written = resource.attributes.iter().filter(|attribute| object.config.get(attribute.name).is_set());
    let attributes = written.map(|attribute| match &parent {
        Some((address, refers)) if attribute.is(address) => (attribute.name, reference(refers)),
        _ => (attribute.name, expression(attribute, object.config.get(attribute.name))),
    });
    text(laid_out(block, attributes.collect()))
}

fn text(block: Block) -> String {
    Body::builder().block(block).build().to_string()
}

/// A block with attributes whose equal signs stand below each other, as far as no value of several lines is between.
fn laid_out(mut block: Block, attributes: Vec<(&str, Expression)>) -> Block {
    let lines: Vec<_> = attributes.iter().map(|(_, value)| value.to_string().contains('\n')).collect();
    let width = |at: usize| {
        let alone = lines[at];
        let before = (0..at).rev().take_while(|other| !alone && !lines[*other]);
        let behind = (at..lines.len()).take_while(|other| *other == at || (!alone && !lines[*other]));
        before.chain(behind).map(|other| attributes[other].0.len()).max().unwrap_or_default()
    };
    let widths: Vec<_> = (0..lines.len()).map(width).collect();
    for ((name, value), width) in attributes.into_iter().zip(widths) {
        let mut attribute = HclAttribute::new(ident(name), value);
        attribute.decor_mut().set_prefix("  ");
        attribute.key.decor_mut().set_suffix(" ".repeat(width - name.len() + 1));
        block.body.push(attribute);
    }
    block
}

fn expression(attribute: &Attribute, value: &Value) -> Expression {
    match (&attribute.kind, value) {
        (Kind::String, Value::String(text)) if attribute.codec == Codec::Json => {
            json_encode(text).unwrap_or_else(|| quoted(text))
        }
        (Kind::Objects(elements), Value::List(list)) => objects(elements, list),
        (_, value) => plain(value),
    }
}

fn plain(value: &Value) -> Expression {
    match value {
        Value::Bool(flag) => (*flag).into(),
        Value::Number(number) => number.to_plain_string().parse().unwrap_or_else(|_| Expression::null()),
        Value::String(text) => quoted(text),
        Value::Object(members) => {
            one_line(members.iter().map(|(name, member)| (name.to_owned(), plain(member))).collect())
        }
        Value::List(_) | Value::Set(_) => value.elements().iter().map(plain).collect::<Array>().into(),
        _ => Expression::null(),
    }
}

/// Objects, each on a line of its own if there are several.
fn objects(elements: &Elements, list: &[Value]) -> Expression {
    let several = list.len() > 1;
    let mut array = Array::new();
    for object in list.iter().filter_map(Value::as_object) {
        let mut element = members(elements, object);
        if several {
            element.decor_mut().set_prefix("\n    ");
        }
        array.push(element);
    }
    if several {
        array.set_trailing_comma(true);
        array.set_trailing("\n  ");
    }
    array.into()
}

fn members(elements: &Elements, object: &Object) -> Expression {
    let written = elements.attributes.iter().filter(|attribute| object.get(attribute.name).is_set());
    let members = written.map(|attribute| {
        let value = match (&attribute.kind, object.get(attribute.name)) {
            (Kind::Objects(elements), Value::List(list)) => {
                let inner = list.iter().filter_map(Value::as_object).map(|object| self::members(elements, object));
                inner.collect::<Array>().into()
            }
            (_, value) => expression(attribute, value),
        };
        (attribute.name.to_owned(), value)
    });
    one_line(members.collect())
}

/// An object on one line.
fn one_line(members: Vec<(String, Expression)>) -> Expression {
    let mut object = HclObject::new();
    let last = members.len().saturating_sub(1);
    for (at, (name, value)) in members.into_iter().enumerate() {
        let plain = names::is_plain(&name) && !KEYWORDS.contains(&name.as_str());
        let mut key: ObjectKey = if plain { ident(&name).into() } else { quoted(&name).into() };
        key.decor_mut().set_prefix(" ");
        key.decor_mut().set_suffix(" ");
        let mut value = ObjectValue::new(value);
        value.set_terminator(if at == last { ObjectValueTerminator::None } else { ObjectValueTerminator::Comma });
        object.insert(key, value);
    }
    if !object.is_empty() {
        object.set_trailing(" ");
    }
    object.into()
}

/// `jsonencode` of the same JSON; `None` if HCL cannot say it.
fn json_encode(text: &str) -> Option<Expression> {
    let mut arguments = FuncArgs::new();
    arguments.push(json(&serde_json::from_str(text).ok()?)?);
    Some(FuncCall::new(ident("jsonencode"), arguments).into())
}

fn json(value: &Json) -> Option<Expression> {
    Some(match value {
        Json::Null => Expression::null(),
        Json::Bool(flag) => (*flag).into(),
        Json::Number(number) => number.to_string().parse().ok()?,
        Json::String(text) => quoted(text),
        Json::Array(elements) => elements.iter().map(json).collect::<Option<Array>>()?.into(),
        Json::Object(members) => {
            let members = members.iter().map(|(name, value)| Some((name.clone(), json(value)?)));
            one_line(members.collect::<Option<_>>()?)
        }
    })
}

fn reference(text: &str) -> Expression {
    text.parse().unwrap_or_else(|_| quoted(text))
}

/// A text in quotation marks. What would begin a template in it is escaped where it begins a piece: within one, hcl-edit
/// overlooks it behind another of its signs (`${a} %${b}`).
fn quoted(text: &str) -> Expression {
    let begins = |at: &usize| ["${", "%{"].iter().any(|sign| text[*at..].starts_with(sign));
    let places = text.match_indices(['$', '%']).map(|(at, _)| at).filter(begins);
    let places: Vec<_> = [0].into_iter().chain(places).chain([text.len()]).collect();
    match places[..] {
        [_, _] => text.into(),
        _ => places.windows(2).map(|ends| &text[ends[0]..ends[1]]).collect::<StringTemplate>().into(),
    }
}

fn ident(name: &str) -> Ident {
    Ident::new(name)
}
