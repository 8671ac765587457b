//! Pages of a large list are asked for side by side, which changes nothing of what is found in them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::FutureExt;
use serde_json::{Value as Json, json};

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
    /// The member with a trunk's id.
    id: &'static str,
    /// What is in the path of a trunk's own read.
    read: &'static str,
    /// One of the trunks.
    hcl: &'static str,
}

const SUBJECTS: [Subject; 2] = [
    Subject {
        vendor: "fonedynamics",
        list: "/SipTrunks",
        id: "SipTrunkSid",
        read: "/Details",
        hcl: r#"resource "siptrunk_fonedynamics_trunk" "it" {
  name        = "trunk-2"
  caller_id   = "+61255500002"
  auth_type   = "ip"
  allowed_ips = ["203.0.113.4"]
}
"#,
    },
    Subject {
        vendor: "yeastar",
        list: "/trunk/list",
        id: "id",
        read: "/trunk/get",
        hcl: r#"resource "siptrunk_yeastar_trunk" "it" {
  name      = "trunk-2"
  type      = "peer"
  transport = "udp"
  codecs    = ["alaw"]
  host      = "sip.carrier.example"
  port      = 5060
  domain    = "sip.carrier.example"
}
"#,
    },
];

impl Subject {
    /// An account with two trunks a page.
    async fn filled(&self) -> Sandbox {
        let switches = [&format!("{}.list-limit=2", self.vendor), "fonedynamics.create-settles-after=0"];
        let sandbox = Sandbox::start(&switches).await;
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
        self.slow_at(sandbox, self.list).await
    }

    /// The same for calls whose path ends in this.
    async fn slow_at(&self, sandbox: &Sandbox, end: &'static str) -> (Sandbox, Arc<AtomicUsize>) {
        let (under_way, most) = <(Arc<AtomicUsize>, Arc<AtomicUsize>)>::default();
        let counted = Arc::clone(&most);
        let variable = between::before(sandbox, self.vendor, move |line, text| {
            let (under_way, most) = (Arc::clone(&under_way), Arc::clone(&counted));
            async move {
                if line.ends_with(end) {
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

/// The data source of all trunks reads them as `query` and `adopt` do: some at a time, where a row does not show all of one.
#[tokio::test]
async fn all_trunks_are_read_side_by_side_and_told_in_one_order() {
    for subject in &SUBJECTS {
        let sandbox = subject.filled().await;
        let (slow, most) = subject.slow_at(&sandbox, subject.read).await;
        let Some(workspace) = slow.workspace().await else { return };
        let kind = format!("siptrunk_{}_trunks", subject.vendor);
        let all = format!(
            "data \"{kind}\" \"all\" {{}}\noutput \"names\" {{\n  value = join(\" \", data.{kind}.all.trunks[*].name)\n}}\n"
        );
        let names: Vec<_> = (0..MANY).map(|number| format!("trunk-{number}")).collect();
        workspace.apply(&all).await.ok().says(&names.iter().map(String::as_str).collect::<Vec<_>>());
        let most = most.load(Ordering::SeqCst);
        assert!((2..=8).contains(&most), "{}: {most}", subject.vendor);
        workspace.plan(&all).await.empty();
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

/// An account whose list loses its first trunk once its first page has been told; with another one behind the last then,
/// where its length is to stay.
async fn shifting(subject: &'static Subject, sandbox: &Sandbox, stays_long: bool) -> (Sandbox, Arc<AtomicBool>) {
    let due = Arc::new(AtomicBool::new(false));
    let (behind, list, ready) = (sandbox.clone(), subject.list, Arc::clone(&due));
    let variable = between::before(sandbox, subject.vendor, move |line, text| {
        let (behind, ready) = (behind.clone(), Arc::clone(&ready));
        async move {
            if line.ends_with(list) && ready.swap(false, Ordering::SeqCst) {
                let first = behind.objects(subject.vendor).await.remove(0);
                let answer = behind.remove(subject.vendor, &first).await;
                assert!(answer.status < 300, "{answer:?}");
                if stays_long {
                    subject.make(&behind, MANY).await;
                }
            }
            // So a PBX may say that a page has no row.
            let empty = line.ends_with("/trunk/list") && text.contains("\"data\":[]");
            if empty { json!({"errcode": 60001, "errmsg": "DATA NOT FOUND"}).to_string() } else { text }
        }
        .boxed()
    });
    (sandbox.clone().but(vec![variable.await]), due)
}

/// A trunk that moves to a page that has been read is on none that is still to come.
#[tokio::test]
async fn what_moves_to_an_earlier_page_while_the_list_is_read_is_found() {
    for subject in &SUBJECTS {
        let sandbox = subject.filled().await;
        let (shifting, due) = shifting(subject, &sandbox, false).await;
        due.store(true, Ordering::SeqCst);
        let said = adopted(&shifting, &[subject.vendor]).await;
        for number in 1..MANY {
            assert!(said.contains(&format!("\"trunk-{number}\"")), "{}, {number}: {said}", subject.vendor);
        }
        assert!(!due.load(Ordering::SeqCst));

        let Some(workspace) = shifting.workspace().await else { return };
        due.store(true, Ordering::SeqCst);
        let kind = format!("siptrunk_{}_trunk", subject.vendor);
        // The first of a page.
        let named = format!("data \"{kind}\" \"it\" {{\n  name = \"trunk-3\"\n}}\n");
        workspace.plan(&named).await.empty();
        assert!(!due.load(Ordering::SeqCst));
    }
}

/// A page may have no row any more, and no word of how many there are.
#[tokio::test]
async fn a_page_that_is_empty_by_now_is_not_the_end_of_the_list() {
    let [_, subject] = &SUBJECTS;
    let sandbox = Sandbox::start(&["yeastar.list-limit=2"]).await;
    for number in 0..3 {
        subject.make(&sandbox, number).await;
    }
    let (shifting, due) = shifting(subject, &sandbox, false).await;
    due.store(true, Ordering::SeqCst);
    let said = adopted(&shifting, &[subject.vendor]).await;
    assert!(said.contains("\"trunk-2\"") && !due.load(Ordering::SeqCst), "{said}");
}

/// What no page has shows in no single reading of them, even of a list that stays as long as it was.
#[tokio::test]
async fn no_trunk_is_gone_for_having_moved_to_an_earlier_page() {
    for subject in &SUBJECTS {
        for stays_long in [false, true] {
            let sandbox = subject.filled().await;
            let (shifting, due) = shifting(subject, &sandbox, stays_long).await;
            let Some(workspace) = shifting.workspace().await else { return };
            let address = format!("siptrunk_{}_trunk.it", subject.vendor);
            // The first of a page.
            let held = sandbox.objects(subject.vendor).await.remove(2);
            workspace.write(subject.hcl);
            workspace.import(&address, held[subject.id].to_string().trim_matches('"')).await.ok();
            let nothing = match subject.vendor {
                "yeastar" => json!({"status": 200, "body": {"errcode": 0, "errmsg": "SUCCESS", "data": null}}),
                _ => json!("404"),
            };
            for is_there in [true, false] {
                let read = json!({"vendor": subject.vendor, "path": subject.read, "times": 20, "answer": nothing});
                sandbox.fault(read).await;
                due.store(is_there, Ordering::SeqCst);
                if !is_there {
                    assert!(sandbox.remove(subject.vendor, &held).await.status < 300);
                }
                sandbox.calls().await;
                let plan = workspace.plan(subject.hcl).await;
                match is_there {
                    true => plan.failed(&["did not show the trunk"]),
                    false => plan.exited(2).says(&["1 to add"]),
                };
                assert!(!due.load(Ordering::SeqCst));
                sandbox.forget_faults().await;
            }
        }
    }
}

/// A number at Bolna has no read of its own.
#[tokio::test]
async fn no_number_is_gone_for_having_moved_to_an_earlier_page() {
    for stays_long in [false, true] {
        let sandbox = Sandbox::start(&["bolna.list=pages"]).await;
        let due = Arc::new(AtomicBool::new(false));
        let (behind, ready) = (sandbox.clone(), Arc::clone(&due));
        let (address, url) = between::before(&sandbox, "bolna", move |line, text| {
            let (behind, ready) = (behind.clone(), Arc::clone(&ready));
            async move {
                if line.ends_with("/numbers") && ready.swap(false, Ordering::SeqCst) {
                    let numbers: Json = serde_json::from_str(&text).expect("JSON");
                    assert_eq!(behind.remove("bolna", &numbers["data"][0]).await.status, 200);
                    if stays_long {
                        let path = line.strip_prefix("GET ").expect("a read");
                        let path = &path[path.find("/sip-trunks").expect("a path")..];
                        behind.at("bolna", "POST", path, json!({"phone_number": "+61255500099"})).await;
                    }
                }
                text
            }
            .boxed()
        })
        .await;
        let Some(workspace) = sandbox.workspace().await else { return };
        let workspace = workspace.with(&address, &url);
        let hcl = r#"resource "siptrunk_bolna_trunk" "it" {
  name          = "agent"
  provider_name = "custom"
  auth_type     = "ip"
  gateways      = [{ host = "sip.carrier.example" }]
  allowed_ips   = ["203.0.113.7"]
}
resource "siptrunk_bolna_phone_number" "it" {
  count        = 7
  trunk_id     = siptrunk_bolna_trunk.it.id
  phone_number = "+6125550000${count.index}"
}
"#;
        workspace.apply(hcl).await.ok();
        due.store(true, Ordering::SeqCst);
        // The one that is gone was on the first page.
        workspace.plan(hcl).await.says(&["No changes."]).says_not(&["to add"]);
        assert!(!due.load(Ordering::SeqCst));
        workspace.plan(hcl).await.exited(2).says(&["1 to add, 0 to change, 0 to destroy"]);
    }
}
