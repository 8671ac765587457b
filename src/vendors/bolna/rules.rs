//! What holds between the attributes of a trunk.

use crate::diagnostic::Path;
use crate::schema::{Rule, broken_if};
use crate::value::Value;

/// The setup page: `sdes` anywhere else is answered 422. Left out, the transport of a new trunk is UDP.
pub const ENCRYPTION: Rule = Rule {
    says: "`media_encryption = \"sdes\"` needs `transport = \"tls\"`.",
    broken: |config| {
        let transport = config.get("transport");
        let elsewhere = *transport != Value::Unknown && transport.as_str() != Some("tls");
        let broken = config.get("media_encryption").as_str() == Some("sdes") && elsewhere;
        let says = "\"media_encryption\" can only be \"sdes\" with transport = \"tls\". Write that, or \
                    media_encryption = \"no\".";
        broken_if(broken, Path::attribute("media_encryption"), says)
    },
};

/// The create page: a trunk that tells the carrier by its addresses needs one.
pub const SOURCES: Rule = Rule {
    says: "`auth_type = \"ip\"` needs at least one address in `allowed_ips`.",
    broken: |config| {
        let none = matches!(config.get("allowed_ips"), Value::Set(set) if set.0.is_empty());
        let broken = config.get("auth_type").as_str() == Some("ip") && none;
        let says = "A trunk with auth_type = \"ip\" needs at least one address of the carrier in \"allowed_ips\".";
        broken_if(broken, Path::attribute("allowed_ips"), says)
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Object, Set};

    fn breaks(rule: &Rule, config: &[(&'static str, Value)]) -> Vec<Path> {
        let config: Object = config.iter().map(|(name, value)| (*name, value.clone())).collect();
        (rule.broken)(&config).into_iter().map(|(path, _)| path).collect()
    }

    #[test]
    fn sdes_needs_tls() {
        let breaks = |transport: Value, encryption: &str| {
            breaks(&ENCRYPTION, &[("transport", transport), ("media_encryption", encryption.into())])
        };
        assert_eq!(breaks("tls".into(), "sdes"), []);
        assert_eq!(breaks("udp".into(), "no"), []);
        assert_eq!(breaks(Value::Unknown, "sdes"), []);
        for transport in [Value::Null, "udp".into(), "tcp".into()] {
            assert_eq!(breaks(transport, "sdes"), [Path::attribute("media_encryption")]);
        }
    }

    #[test]
    fn an_ip_trunk_needs_an_address() {
        let breaks =
            |kind: &str, addresses: Value| breaks(&SOURCES, &[("auth_type", kind.into()), ("allowed_ips", addresses)]);
        assert_eq!(breaks("ip", Value::Set(Set(vec![]))), [Path::attribute("allowed_ips")]);
        assert_eq!(breaks("ip", Value::Set(Set(vec!["203.0.113.7".into()]))), []);
        assert_eq!(breaks("ip", Value::Unknown), []);
        assert_eq!(breaks("credentials", Value::Set(Set(vec![]))), []);
    }
}
