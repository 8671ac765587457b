//! What holds between the attributes of a trunk.

use crate::diagnostic::Path;
use crate::schema::{Broken, Rule, broken_if};
use crate::value::Object;

/// Whether an update merges the two is not documented, so they always go together; one alone cannot.
pub const LOGIN: Rule = Rule {
    says: "`username` and `password` go together: both, or none of them.",
    broken: |config| [lonely(config, "username", "password"), lonely(config, "password", "username")].concat(),
};

/// The error for an attribute that is there without the other.
fn lonely(config: &Object, there: &str, missing: &str) -> Broken {
    let alone = config.get(there).is_set() && config.get(missing).is_null();
    let either = if missing == "password" { "\"password\" or \"password_wo\"" } else { "\"username\"" };
    let says = format!("A login has a user name and a password. Write {either} too, or remove \"{there}\".");
    broken_if(alone, Path::attribute(missing), says)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Value;

    fn broken(username: Value, password: Value) -> Vec<(Path, String)> {
        (LOGIN.broken)(&[("username", username), ("password", password)].into_iter().collect())
    }

    #[test]
    fn a_login_is_whole_or_not_there() {
        assert_eq!(broken("madrid".into(), "not-a-real-secret".into()), []);
        assert_eq!(broken(Value::Null, Value::Null), []);
        let found = broken("madrid".into(), Value::Null);
        assert_eq!(found[0].0, Path::attribute("password"));
        assert!(found[0].1.contains("Write \"password\" or \"password_wo\" too"), "{}", found[0].1);
        assert_eq!(broken(Value::Null, "not-a-real-secret".into())[0].0, Path::attribute("username"));
    }

    #[test]
    fn what_is_not_known_yet_breaks_nothing() {
        assert_eq!(broken(Value::Unknown, Value::Null), []);
        assert_eq!(broken(Value::Null, Value::Unknown), []);
    }
}
