//! Pages of a large list are asked for side by side, which changes nothing of what is found in them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::FutureExt;
use serde_json::json;

use super::adopt::adopted;
use super::support::between;
use super::support::sandbox::Sandbox;

const MANY: usize = 11;
/// What a page takes.
const TAKES: Duration = Duration::from_millis(300);

/// A vendor that numbers its rows.
struct Subject {
    vendor: &'static str,
    /// What the path of its list ends in.
    list: &'static str,
}

const SUBJECTS: [Subject; 2] =
    [Subject { vendor: "fonedynamics", list: "/SipTrunks" }, Subject { vendor: "yeastar", list: "/trunk/list" }];

impl Subject {
    /// An account with two trunks a page.
    async fn filled(&self) -> Sandbox {
        let sandbox = Sandbox::start(&[&format!("{}.list-limit=2", self.vendor)]).await;
        for number in 0..MANY {
            self.make(&sandbox, number).await;
        }
        sandbox
    }

    async fn make(&self, sandbox: &Sandbox, number: usize) {
        match self.vendor {
            "yeastar" => {
                let trunk = json!({"name": format!("trunk-{number}"), "type": "peer", "country": "general", "transport": "udp",
                                       "codec_sel": "alaw", "hostname": "sip.carrier.example", "port": 5060, "domain": "sip.carrier.example"});
                sandbox.at(self.vendor, "POST", "trunk/create", trunk).await
            }
            _ => {
                let trunk = json!({"Name": format!("trunk-{number}"), "DefaultCallerId": "+61255500002", "Type": 0,
                                       "SipTrunkIpAddresses": [{"IpAddress": "203.0.113.4/32"}]});
                let path = format!("/v2/Properties/{}/SipTrunk", sandbox.variable("FONEDYNAMICS_PROPERTY_SID"));
                sandbox.at(self.vendor, "POST", &path, trunk).await
            }
        };
    }

    /// The same where a page takes its time, and the most pages that are under way at a time.
    async fn slow(&self, sandbox: &Sandbox) -> (Sandbox, Arc<AtomicUsize>) {
        let (under_way, most) = <(Arc<AtomicUsize>, Arc<AtomicUsize>)>::default();
        let (list, counted) = (self.list, Arc::clone(&most));
        let variable = between::before(sandbox, self.vendor, move |line, text| {
            let (under_way, most) = (Arc::clone(&under_way), Arc::clone(&counted));
            async move {
                if line.ends_with(list) {
                    most.fetch_max(under_way.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    tokio::time::sleep(TAKES).await;
                    under_way.fetch_sub(1, Ordering::SeqCst);
                }
                text
            }
            .boxed()
        });
        (sandbox.clone().but(vec![variable.await]), most)
    }

    fn pages(&self, calls: &[super::support::sandbox::Call]) -> usize {
        calls.iter().filter(|call| call.line.split('?').next().expect("a path").ends_with(self.list)).count()
    }
}

#[tokio::test]
async fn pages_are_asked_for_side_by_side_and_hold_the_same() {
    for subject in &SUBJECTS {
        let sandbox = subject.filled().await;
        sandbox.switch(&format!("{}.list-limit", subject.vendor), "100").await;
        let whole = adopted(&sandbox, &[subject.vendor]).await;
        assert_eq!(whole.matches("import {").count(), MANY, "{whole}");
        sandbox.switch(&format!("{}.list-limit", subject.vendor), "2").await;

        let (slow, most) = subject.slow(&sandbox).await;
        sandbox.calls().await;
        assert_eq!(adopted(&slow, &[subject.vendor]).await, whole, "{}", subject.vendor);
        let most = most.load(Ordering::SeqCst);
        assert!((2..=4).contains(&most), "{}: {most}", subject.vendor);
        assert_eq!(subject.pages(&sandbox.calls().await), MANY.div_ceil(2), "{}", subject.vendor);
    }
}

/// Who pays for calls with time asks for a page when the one before it has come.
#[tokio::test]
async fn below_a_ceiling_pages_come_one_by_one() {
    let [_, subject] = &SUBJECTS;
    let sandbox = subject.filled().await;
    let (slow, most) = subject.slow(&sandbox).await;
    let Some(workspace) = slow.workspace().await else { return };
    // More than half of it is taken by the first of these, and all of it by none.
    let workspace = workspace.with("YEASTAR_REQUESTS_PER_MINUTE", "18");
    let named = "data \"siptrunk_yeastar_trunk\" \"it\" {\n  name = \"trunk-10\"\n}\n";
    workspace.plan(named).await.empty();
    assert!(most.swap(0, Ordering::SeqCst) > 1);
    sandbox.calls().await;
    workspace.plan(named).await.empty();
    let calls = sandbox.calls().await;
    assert_eq!((most.load(Ordering::SeqCst), subject.pages(&calls)), (1, MANY.div_ceil(2)), "{calls:#?}");
}

/// What comes to the list while its pages are read is found too, and a row that comes twice is one.
#[tokio::test]
async fn a_list_that_changes_while_it_is_read_is_read_to_its_end() {
    for subject in &SUBJECTS {
        let sandbox = subject.filled().await;
        let (behind, list) = (sandbox.clone(), subject.list);
        let more = Arc::new(AtomicUsize::new(MANY));
        let variable = between::before(&sandbox, subject.vendor, move |line, text| {
            let (behind, more) = (behind.clone(), Arc::clone(&more));
            async move {
                if line.ends_with(list)
                    && more.compare_exchange(MANY, MANY + 1, Ordering::SeqCst, Ordering::SeqCst).is_ok()
                {
                    subject.make(&behind, MANY).await;
                }
                text
            }
            .boxed()
        });
        let changing = sandbox.clone().but(vec![variable.await]);
        let said = adopted(&changing, &[subject.vendor]).await;
        assert_eq!(said.matches("import {").count(), MANY + 1, "{}: {said}", subject.vendor);

        sandbox.switch(&format!("{}.list", subject.vendor), "repeated").await;
        assert_eq!(adopted(&sandbox, &[subject.vendor]).await, said, "{}", subject.vendor);
    }
}
