//! One order for the lists whose order is nobody's, where no earlier state has one: a vendor may send them in another one each
//! time.

use super::meaning::Meaning;
use crate::schema::{Attribute, Elements, Kind, Order};
use crate::value::{Object, Value};

/// The object with these lists in the order of what tells their elements apart, at any depth.
pub fn ordered(table: &[Attribute], object: &Object) -> Object {
    let mut ordered = object.clone();
    for attribute in table {
        if let (Kind::Objects(elements), Value::List(list)) = (&attribute.kind, object.get(attribute.name)) {
            ordered.set(attribute.name, Value::List(in_order(elements, list)));
        }
    }
    ordered
}

fn in_order(elements: &Elements, list: &[Value]) -> Vec<Value> {
    let inside = |element: &Value| match element {
        Value::Object(object) => Value::Object(ordered(elements.attributes, object)),
        other => other.clone(),
    };
    let mut list: Vec<_> = list.iter().map(inside).collect();
    if elements.order == Order::Nobodys {
        // By the keys, and by the rest where several have them.
        list.sort_by_cached_key(|element| (Meaning::of_keys(elements, element), Meaning::of_all(elements, element)));
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Unknown, integer, objects, string};

    const INSIDE: &Elements =
        &Elements { attributes: &[integer("id", "Id.")], keys: &["id"], order: Order::Nobodys, unknown: Unknown::Left };
    const GATEWAYS: &[Attribute] = &[
        integer("port", "Port."),
        string("host", "Host.").canonical(str::to_ascii_lowercase),
        objects("inside", "Inside.", INSIDE),
    ];

    fn lists(order: Order) -> [Value; 2] {
        let elements: &'static Elements = Box::leak(Box::new(Elements {
            attributes: GATEWAYS,
            keys: &["host", "port"],
            order,
            unknown: Unknown::Left,
        }));
        let table = [objects("gateways", "Gateways.", elements)];
        let gateway = |host: &str, port: i64, ids: &[i64]| {
            let id = |id: &i64| Value::Object([("id", (*id).into())].into_iter().collect());
            let inside = Value::List(ids.iter().map(id).collect());
            Value::Object([("host", host.into()), ("port", port.into()), ("inside", inside)].into_iter().collect())
        };
        let list = [gateway("b", 1, &[]), gateway("A", 10, &[10, 9]), gateway("a", 9, &[])];
        let due = [gateway("a", 9, &[]), gateway("A", 10, &[9, 10]), gateway("b", 1, &[])];
        let object = [("gateways", Value::List(list.into()))].into_iter().collect();
        [ordered(&table, &object).get("gateways").clone(), Value::List(due.into())]
    }

    #[test]
    fn what_is_in_nobodys_order_gets_that_of_its_keys() {
        let [ordered, due] = lists(Order::Nobodys);
        assert_eq!(ordered, due);
        let [kept, _] = lists(Order::Users);
        assert_eq!(kept.elements()[0].as_object().map(|object| object.get("host")), Some(&"b".into()));
    }
}
