//! Each engine with its leads in the form that it likes best, so that only scoring is timed.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use roto::Context;
use roto::RotoString;
use zen_expression::Isolate;
use zen_expression::variable::Variable;

use crate::Lead;
use crate::lead::Event;

/// The moment of scoring: 2026-01-01T00:00:00Z.
const AS_OF: i64 = 1_767_225_600;

pub trait Engine {
    /// Points before the range.
    fn score(&mut self, row: usize) -> f64;
}

pub struct Cel {
    program: cel::Program,
    contexts: Vec<cel::Context<'static, 'static>>,
}

impl Cel {
    pub fn new(rules: &str, leads: &[Lead]) -> Cel {
        let env = Arc::new(cel::Env::stdlib());
        let program = env.compile(rules).expect("the rules are CEL");
        Cel { program, contexts: leads.iter().map(|lead| context(&env, lead)).collect() }
    }
}

fn context(env: &Arc<cel::Env>, lead: &Lead) -> cel::Context<'static, 'static> {
    let mut context = cel::Context::with_env(env.clone());
    let mut set = |name: &str, value: cel::Value| context.add_variable_from_value(name, value);
    for (name, text) in lead.texts() {
        set(name, text.into());
    }
    set("employees", lead.employees.map_or(cel::Value::Null, cel::Value::Float));
    set("revenue", lead.revenue.map_or(cel::Value::Null, cel::Value::Float));
    set("visits", lead.visits.into());
    set("pages_per_visit", lead.pages_per_visit.into());
    set("created_at", lead.created_at.into());
    set("consent", lead.consent.into());
    if !lead.events.is_empty() {
        // These two are the crate's own, and not in its standard set.
        context.add_function("min", cel::functions::min).expect("a function of its own");
        context.add_function("max", cel::functions::max).expect("a function of its own");
        let mut set = |name: &str, value: cel::Value| context.add_variable_from_value(name, value);
        set("now", AS_OF.into());
        set("events", lead.events.iter().map(event).collect::<Vec<cel::Value>>().into());
    }
    context
}

fn event(event: &Event) -> cel::Value {
    let fields: HashMap<String, cel::Value> = HashMap::from([
        ("event".into(), event.event.as_str().into()),
        ("time".into(), event.time.into()),
        ("path".into(), event.path.as_str().into()),
        ("seconds".into(), event.seconds.into()),
    ]);
    fields.into()
}

impl Engine for Cel {
    fn score(&mut self, row: usize) -> f64 {
        match self.program.execute(&self.contexts[row]) {
            Ok(cel::Value::Float(score)) => score,
            other => panic!("CEL gave {other:?}"),
        }
    }
}

pub struct Zen {
    rules: zen_expression::Expression<zen_expression::expression::Standard>,
    isolate: Isolate,
    leads: Vec<Variable>,
}

impl Zen {
    pub fn new(rules: &str, leads: &[Lead]) -> Zen {
        let mut isolate = Isolate::new();
        let rules = isolate.compile_standard(rules.trim()).expect("the rules are ZEN");
        Zen { rules, isolate, leads: leads.iter().map(|lead| json(lead).into()).collect() }
    }
}

fn json(lead: &Lead) -> serde_json::Value {
    let mut fields = serde_json::json!({
        "employees": lead.employees,
        "revenue": lead.revenue,
        "visits": lead.visits,
        "pages_per_visit": lead.pages_per_visit,
        "created_at": lead.created_at,
        "consent": lead.consent,
    });
    for (name, text) in lead.texts() {
        fields[name] = text.into();
    }
    if !lead.events.is_empty() {
        let event = |e: &Event| serde_json::json!({ "event": e.event, "time": e.time, "path": e.path, "seconds": e.seconds });
        fields["now"] = AS_OF.into();
        fields["events"] = lead.events.iter().map(event).collect();
    }
    fields
}

impl Engine for Zen {
    fn score(&mut self, row: usize) -> f64 {
        self.isolate.set_environment(self.leads[row].shallow_clone());
        let points = self.isolate.run_compiled(self.rules.bytecode()).expect("ZEN scores");
        match points {
            Variable::Number(points) => f64::try_from(points).expect("a score"),
            other => panic!("ZEN gave {other:?}"),
        }
    }
}

/// Fields are globals of the script. An unknown number is NaN.
#[derive(Clone, Context)]
struct Texts {
    pub title: RotoString,
    pub seniority: RotoString,
    pub country: RotoString,
    pub industry: RotoString,
    pub source: RotoString,
    pub email: RotoString,
    pub employees: f64,
    pub revenue: f64,
    pub visits: f64,
    pub pages_per_visit: f64,
    pub created_at: i64,
    pub consent: bool,
}

/// Each text as the number of one that the rules name, or 0; an email as the number of its ending.
#[derive(Clone, Context)]
struct Codes {
    pub title: u32,
    pub seniority: u32,
    pub country: u32,
    pub industry: u32,
    pub source: u32,
    pub email: u32,
    pub employees: f64,
    pub revenue: f64,
    pub visits: f64,
    pub pages_per_visit: f64,
    pub created_at: i64,
    pub consent: bool,
}

type Script<C> = roto::TypedFunc<roto::Ctx<C>, fn() -> f64>;

pub struct RotoText {
    _package: roto::Package<roto::Ctx<Texts>>,
    rules: Script<Texts>,
    leads: Vec<Texts>,
}

pub struct RotoCodes {
    _package: roto::Package<roto::Ctx<Codes>>,
    rules: Script<Codes>,
    leads: Vec<Codes>,
}

impl RotoText {
    pub fn new(rules: &Path, leads: &[Lead]) -> RotoText {
        let runtime =
            roto::Runtime::new().with_context_type::<Texts>().expect("the fields are known types");
        let mut package = runtime.compile(rules).unwrap_or_else(|e| panic!("{e}"));
        let rules = package.get_function("score").expect("the script has the function");
        RotoText { rules, _package: package, leads: leads.iter().map(texts).collect() }
    }
}

fn texts(lead: &Lead) -> Texts {
    Texts {
        title: lead.title.as_str().into(),
        seniority: lead.seniority.as_str().into(),
        country: lead.country.as_str().into(),
        industry: lead.industry.as_str().into(),
        source: lead.source.as_str().into(),
        email: lead.email.as_str().into(),
        employees: lead.employees.unwrap_or(f64::NAN),
        revenue: lead.revenue.unwrap_or(f64::NAN),
        visits: lead.visits,
        pages_per_visit: lead.pages_per_visit,
        created_at: lead.created_at,
        consent: lead.consent,
    }
}

/// By column, the texts that the rules name, each with its number.
type Numbers = BTreeMap<String, BTreeMap<String, u32>>;

impl RotoCodes {
    pub fn new(rules: &Path, numbers: &str, leads: &[Lead]) -> RotoCodes {
        let numbers: Numbers = serde_json::from_str(numbers).expect("the numbers of texts");
        let runtime =
            roto::Runtime::new().with_context_type::<Codes>().expect("the fields are known types");
        let mut package = runtime.compile(rules).unwrap_or_else(|e| panic!("{e}"));
        let rules = package.get_function("score").expect("the script has the function");
        RotoCodes {
            rules,
            _package: package,
            leads: leads.iter().map(|lead| codes(&numbers, lead)).collect(),
        }
    }
}

fn codes(numbers: &Numbers, lead: &Lead) -> Codes {
    let number = |column: &str, text: &str| numbers[column].get(text).copied().unwrap_or(0);
    let ending = numbers["email"].iter().find(|(ending, _)| lead.email.ends_with(ending.as_str()));
    Codes {
        title: number("title", &lead.title),
        seniority: number("seniority", &lead.seniority),
        country: number("country", &lead.country),
        industry: number("industry", &lead.industry),
        source: number("source", &lead.source),
        email: ending.map_or(0, |(_, number)| *number),
        employees: lead.employees.unwrap_or(f64::NAN),
        revenue: lead.revenue.unwrap_or(f64::NAN),
        visits: lead.visits,
        pages_per_visit: lead.pages_per_visit,
        created_at: lead.created_at,
        consent: lead.consent,
    }
}

impl Engine for RotoText {
    fn score(&mut self, row: usize) -> f64 {
        self.rules.call(&mut self.leads[row])
    }
}

impl Engine for RotoCodes {
    fn score(&mut self, row: usize) -> f64 {
        self.rules.call(&mut self.leads[row])
    }
}

impl Lead {
    fn texts(&self) -> [(&'static str, &str); 6] {
        [
            ("title", &self.title),
            ("seniority", &self.seniority),
            ("country", &self.country),
            ("industry", &self.industry),
            ("source", &self.source),
            ("email", &self.email),
        ]
    }
}
