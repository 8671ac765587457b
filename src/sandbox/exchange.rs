//! Where calls arrive: every vendor's stand-in, the faults that are ordered, and the log.

use serde_json::Value as Json;

use super::calls::Call;
use super::chaos::{self, Chaos};
use super::fault::{Fault, Faults};
use super::mask::Mask;
use super::switch::{self, Switches};
use super::{Behaviour, Request, Response, Sandbox, clock, control};

/// All vendors' stand-ins behind one address.
pub struct Exchange {
    vendors: Vec<StandIn>,
    faults: Faults,
    chaos: Option<Chaos>,
    calls: Vec<Call>,
    witnesses: Vec<Witness>,
}

type Witness = Box<dyn FnMut(&Call) + Send>;

struct StandIn {
    sandbox: &'static Sandbox,
    behaviour: Box<dyn Behaviour>,
    switches: Switches,
    mask: Mask,
}

impl Exchange {
    /// Stand-ins that hold nothing yet.
    pub fn new(sandboxes: &[&'static Sandbox]) -> Self {
        let vendors = sandboxes.iter().map(|sandbox| StandIn {
            sandbox,
            behaviour: (sandbox.behaviour)(),
            switches: Switches::default(),
            mask: Mask::of(sandbox.secrets),
        });
        Self { vendors: vendors.collect(), faults: Faults::default(), chaos: None, calls: vec![], witnesses: vec![] }
    }

    /// Puts something else in the place of a vendor's stand-in, such as the vendor's real server. The log and the faults stay.
    pub fn stand_in(&mut self, vendor: &str, behaviour: Box<dyn Behaviour>) {
        if let Some(vendor) = self.vendor(vendor) {
            vendor.behaviour = behaviour;
        }
    }

    /// Has every call told to `witness` as it comes.
    pub fn tell(&mut self, witness: impl FnMut(&Call) + Send + 'static) {
        self.witnesses.push(Box::new(witness));
    }

    /// Sets switches by their full names: all of them, or none and the reason.
    pub fn switch<'a>(&mut self, wanted: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<(), String> {
        let sandboxes: Vec<_> = self.vendors.iter().map(|vendor| vendor.sandbox).collect();
        let found = wanted.into_iter().map(|(name, value)| Ok((switch::find(&sandboxes, name, value)?, value)));
        for ((sandbox, switch), value) in found.collect::<Result<Vec<_>, String>>()? {
            if let Some(vendor) = self.vendor(sandbox.vendor) {
                vendor.switches.set(switch, value);
            }
        }
        Ok(())
    }

    /// Makes an object at the vendor of that name before anybody calls, whatever switches say of calls. It is in no log.
    pub fn seed(&mut self, vendor: &str, body: &Json) -> Result<(), String> {
        let unknown = self.no_vendor(vendor);
        let StandIn { behaviour, .. } = self.vendor(vendor).ok_or(unknown)?;
        let refused = |answer: Response| {
            format!("it is refused with {}: {}", answer.status, String::from_utf8_lossy(&answer.body))
        };
        behaviour.seed(body, &Switches::default()).map_err(refused)
    }

    /// The environment in which the provider finds all vendors at `origin`.
    pub fn environment(&self, origin: &str) -> Vec<(String, String)> {
        let own = ("SIPTRUNK_SANDBOX".to_owned(), origin.to_owned());
        self.vendors.iter().flat_map(|vendor| vendor.sandbox.environment(origin)).chain([own]).collect()
    }

    /// Answers a call whose path is still whole; `None` is to hang up without an answer.
    pub fn answer(&mut self, mut request: Request, origin: &str) -> Option<Response> {
        let path = std::mem::take(&mut request.path);
        let (first, rest) = split(&path);
        if first == control::PREFIX {
            return Some(control::answer(self, &Request { path: rest.into(), ..request }));
        }
        let Some(index) = self.vendors.iter().position(|vendor| vendor.sandbox.vendor == first) else {
            let names = self.names().join(", ");
            return Some(control::refusal(404, &format!("{path:?} begins with no vendor's name; there are {names}")));
        };
        let request = Request { path: rest.into(), root: format!("{origin}/{first}"), ..request };
        let (answer, fault) = self.serve(index, &request);
        self.record(index, &request, answer.as_ref(), fault);
        answer
    }

    /// The answer, and the kind of fault in it.
    fn serve(&mut self, index: usize, request: &Request) -> (Option<Response>, Option<&'static str>) {
        let StandIn { sandbox, behaviour, switches, .. } = &mut self.vendors[index];
        let deed = behaviour.deed(request);
        let by_chance = || self.chaos.as_mut()?.meet(sandbox, deed);
        match self.faults.take(sandbox, deed, request).or_else(by_chance) {
            Some(mishap) => {
                let name = mishap.name();
                (mishap.befall(behaviour.as_mut(), request, switches), name)
            }
            None => (Some(behaviour.handle(request, switches)), None),
        }
    }

    fn record(&mut self, index: usize, request: &Request, answer: Option<&Response>, fault: Option<&'static str>) {
        let StandIn { sandbox, mask, behaviour, .. } = &self.vendors[index];
        let target = request.target();
        let path = target.strip_prefix(sandbox.base).filter(|path| path.starts_with('/')).unwrap_or(&target);
        let (body, reply) = mask.call(request, answer.map_or(&[], |answer| &answer.body));
        let call = Call {
            time: clock::now(),
            vendor: sandbox.vendor,
            method: request.method.clone(),
            path: mask.target(path),
            request: body,
            status: answer.map(|answer| answer.status),
            answer: reply,
            fault,
            changes: behaviour.deed(request).changes(),
        };
        self.witnesses.iter_mut().for_each(|witness| witness(&call));
        self.calls.push(call);
    }

    /// The calls so far.
    pub(super) fn calls(&mut self) -> &mut Vec<Call> {
        &mut self.calls
    }

    /// Everything that the vendor of that name holds.
    pub(super) fn objects(&mut self, vendor: &str) -> Result<Json, String> {
        self.vendor(vendor).map(|vendor| vendor.behaviour.objects()).ok_or_else(|| self.no_vendor(vendor))
    }

    /// Forgets what was ordered.
    pub fn forget_faults(&mut self) {
        self.faults.clear();
    }

    /// Orders a fault.
    pub(super) fn order(&mut self, fault: Fault) -> Result<(), String> {
        let unknown = self.no_vendor(&fault.vendor);
        let vendor = self.vendor(&fault.vendor).ok_or(unknown)?;
        if !fault.fits(vendor.sandbox) {
            return Err(format!("these calls of {} cannot go wrong so", fault.vendor));
        }
        self.faults.add(fault);
        Ok(())
    }

    /// Lets faults happen by chance from now on, or no longer.
    pub(super) fn let_happen(&mut self, wanted: Option<chaos::Wanted>) -> Result<(), String> {
        self.chaos = wanted.map(Chaos::of).transpose()?;
        Ok(())
    }

    fn vendor(&mut self, name: &str) -> Option<&mut StandIn> {
        self.vendors.iter_mut().find(|vendor| vendor.sandbox.vendor == name)
    }

    fn names(&self) -> Vec<&'static str> {
        self.vendors.iter().map(|vendor| vendor.sandbox.vendor).collect()
    }

    fn no_vendor(&self, name: &str) -> String {
        format!("there is no vendor {name:?}; there are {}", self.names().join(", "))
    }
}

/// The path's first segment, and the path below it with its slash.
fn split(path: &str) -> (&str, &str) {
    let path = path.strip_prefix('/').unwrap_or(path);
    path.split_at(path.find('/').unwrap_or(path.len()))
}
