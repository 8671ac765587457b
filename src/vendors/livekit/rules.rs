//! What holds between the attributes of a trunk.

use crate::diagnostic::Path;
use crate::schema::{Rule, broken_if, is_there};
use crate::value::Value;

/// The server: "for security, one of the fields must be set". A user name or a password alone will do.
pub const TOLD_BY: Rule = Rule {
    says: "At least one of `phone_numbers`, `allowed_ips`, `username` and `password` must be there, so that not just anybody's \
           calls are taken.",
    broken: |config| {
        let told =
            ["phone_numbers", "allowed_ips", "username", "password"].iter().any(|name| is_there(config.get(name)));
        let says = "An inbound trunk takes calls to certain numbers, from certain addresses, or with a login. Write at least \
                    one of \"phone_numbers\", \"allowed_ips\", \"username\" and \"password\" (or \"password_wo\").";
        broken_if(!told, Path::attribute("phone_numbers"), says)
    },
};

/// The server takes it, and no call could be made.
pub const SOME_CODEC: Rule = Rule {
    says: "`only_listed_codecs = true` needs `codecs`.",
    broken: |config| {
        let only = *config.get("only_listed_codecs") == Value::Bool(true);
        let says = "With \"only_listed_codecs\" and no \"codecs\" there is no codec left. Write \"codecs\" too, or remove \
                    \"only_listed_codecs\".";
        broken_if(only && !is_there(config.get("codecs")), Path::attribute("only_listed_codecs"), says)
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Set;

    fn broken(rule: &Rule, attributes: &[(&'static str, Value)]) -> usize {
        (rule.broken)(&attributes.iter().cloned().collect()).len()
    }

    #[test]
    fn an_inbound_trunk_is_told_by_something() {
        let set = |texts: &[&str]| Value::Set(Set(texts.iter().map(|&text| text.into()).collect()));
        for one in [
            ("phone_numbers", set(&["+1"])),
            ("allowed_ips", set(&["192.0.2.1"])),
            ("username", "carrier".into()),
            ("password", Value::Unknown),
            ("phone_numbers", Value::Unknown),
        ] {
            assert_eq!(broken(&TOLD_BY, &[one]), 0);
        }
        for none in [("phone_numbers", set(&[])), ("username", "".into()), ("realm", "x".into())] {
            assert_eq!(broken(&TOLD_BY, &[none]), 1);
        }
    }

    #[test]
    fn only_listed_codecs_are_some() {
        let codecs = |texts: &[&str]| Value::List(texts.iter().map(|&text| text.into()).collect());
        let only = ("only_listed_codecs", Value::Bool(true));
        assert_eq!(broken(&SOME_CODEC, &[only.clone(), ("codecs", codecs(&["PCMU"]))]), 0);
        assert_eq!(broken(&SOME_CODEC, &[only.clone(), ("codecs", Value::Unknown)]), 0);
        assert_eq!(broken(&SOME_CODEC, std::slice::from_ref(&only)), 1);
        assert_eq!(broken(&SOME_CODEC, &[only, ("codecs", codecs(&[]))]), 1);
        assert_eq!(broken(&SOME_CODEC, &[("only_listed_codecs", Value::Bool(false))]), 0);
    }
}
