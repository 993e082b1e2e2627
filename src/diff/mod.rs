//! What changes in meaning from one model to another, and what that does to leads.
//!
//! Both programs are brought into one form, so that layout, names of definitions, labels and the order of what commutes are no change; then their
//! parts are compared by their words, since each program has numbers of its own.
//!
//! | file | |
//! |---|---|
//! | `normal` | one form for the many ways to write the same |
//! | `meaning` | parts as words, to compare and to show |
//! | `matching` | which old part became which new one |
//! | `places` | in which group and under which guards each line stands |
//! | `head`, `scores`, `groups`, `rules`, `verdict` | the parts of a program compared |
//! | `example` | a lead that shows a change |
//! | `stakes` | which changes can change a stage |
//! | `movers` | the same for given leads: who moves, and by which lines |
//! | `text`, `markdown` | for people |
//!
//! INVARIANT: where nothing changed, every lead has the same scores, grades, matrices and stage with both programs.

mod example;
mod groups;
mod head;
mod markdown;
mod matching;
mod meaning;
mod movers;
mod normal;
mod places;
mod rules;
mod scores;
mod stakes;
mod text;
mod verdict;

use serde::Serialize;

use crate::explain::Source;
use crate::ir::Program;
use crate::ir::print;
use crate::ir::program::{GradeId, GroupId, LineId, Origin, Range, ScoreId};
use crate::optimise::ranges::Ranges;
use matching::Matching;
use normal::Forms;
use places::Survey;

pub use markdown::render as markdown;
pub use movers::{Effect, Figure, Mover, ScoreEffect, Side, Step, Transition, effect};
pub use text::{Tone, render as text};

/// All changes of a model, in the order of the new file; what was removed stands behind the rest of its score.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Changes {
    /// The model's name, if it has one.
    pub model: Option<String>,
    pub changes: Vec<Change>,
    /// The scores whose reachable figures change.
    pub ranges: Vec<RangeChange>,
    #[serde(skip)]
    pub pairs: Pairs,
}

/// One change, told once.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    pub kind: ChangeKind,
    pub part: Part,
    /// The score in which it stands, by its new name.
    pub score: Option<String>,
    /// Label, name or text, of the new side where there is one.
    pub title: String,
    pub old: Option<Source>,
    pub new: Option<Source>,
    /// What changed in it; of a rule with a label that was added or removed, what it says; of a block,
    /// around how many rules it stands.
    pub details: Vec<Detail>,
    /// A stage depends on it.
    pub may_change_stage: bool,
    /// With data: of how many leads it changes the figure or label that it stands for; nothing where it stands for none.
    pub leads: Option<usize>,
    /// A lead that shows it, and what becomes of it: `a lead with title = "cto": 5 → 10`.
    pub example: Option<String>,
    #[serde(skip)]
    pub touches: Touches,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    Added,
    Removed,
    Changed,
    Renamed,
    Reordered,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Model,
    Timezone,
    /// The type of an attribute or a property.
    Column,
    Reset,
    Pause,
    Score,
    Group,
    /// A `when` around rules and groups.
    When,
    Rule,
    Grade,
    Matrix,
    Stage,
    /// `otherwise cold`
    Otherwise,
    Disqualify,
}

/// One thing in a part: `points +5 → +10`; a missing side was or is not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Detail {
    pub what: String,
    pub old: Option<String>,
    pub new: Option<String>,
}

/// A score's least and greatest figure as `0..100`; a missing end is open, a missing side has no such score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RangeChange {
    pub score: String,
    pub old: Option<String>,
    pub new: Option<String>,
}

/// Which columns of results show a change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Touches {
    pub lines: Vec<Sides<LineId>>,
    pub groups: Vec<Sides<GroupId>>,
    pub scores: Vec<Sides<ScoreId>>,
    /// What the range of a score cuts.
    pub cuts: Vec<Sides<ScoreId>>,
    pub grades: Vec<Sides<GradeId>>,
    /// Positions.
    pub matrices: Vec<Sides<usize>>,
    pub disqualifications: Vec<Sides<usize>>,
}

/// Old and new; one of them is there.
pub type Sides<T> = (Option<T>, Option<T>);

/// What became of every part, changed or not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pairs {
    pub scores: Vec<Sides<ScoreId>>,
    pub lines: Vec<Sides<LineId>>,
    pub groups: Vec<Sides<GroupId>>,
}

impl Changes {
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    pub fn may_change_stage(&self) -> bool {
        self.changes.iter().any(|change| change.may_change_stage)
    }

    /// All of a model that has no other side.
    pub fn whole(kind: ChangeKind, program: &Program) -> Changes {
        let title = name_of(program).unwrap_or_else(|| "the model".into());
        let first = program.scores.first().map(|score| source(&score.origin, &title));
        let (old, new) = match kind {
            ChangeKind::Removed => (first, None),
            _ => (None, first),
        };
        let mut change = Change::of(kind, Part::Model, title).between(old, new);
        change.may_change_stage = !program.stages.is_empty();
        let changes = vec![change];
        Changes { model: name_of(program), changes, ranges: Vec::new(), pairs: Pairs::default() }
    }
}

fn name_of(program: &Program) -> Option<String> {
    program.model.as_ref().map(|model| model.name.clone())
}

impl Change {
    fn of(kind: ChangeKind, part: Part, title: impl Into<String>) -> Change {
        Change {
            kind,
            part,
            score: None,
            title: title.into(),
            old: None,
            new: None,
            details: Vec::new(),
            may_change_stage: false,
            leads: None,
            example: None,
            touches: Touches::default(),
        }
    }

    fn between(self, old: Option<Source>, new: Option<Source>) -> Change {
        Change { old, new, ..self }
    }

    fn within(self, score: &str) -> Change {
        Change { score: Some(score.into()), ..self }
    }

    fn with(self, details: Vec<Detail>) -> Change {
        Change { details, ..self }
    }
}

/// The detail that says a whole rule.
const RULE: &str = "rule";

/// The detail that says how many rules a block stands around.
const AROUND: &str = "around";

impl Detail {
    fn around(rules: usize) -> Detail {
        let words = if rules == 1 { "1 rule".into() } else { format!("{rules} rules") };
        Detail::new(AROUND, None, Some(words))
    }

    fn new(what: impl Into<String>, old: Option<String>, new: Option<String>) -> Detail {
        Detail { what: what.into(), old, new }
    }
}

/// Where a part stands; nothing where it has no place in a file.
fn source(origin: &Origin, title: &str) -> Source {
    Source { title: title.into(), file: origin.file.clone(), line: origin.line }
}

/// A program as it is shown, and in the forms in which it is compared.
struct Model<'p> {
    shown: &'p Program,
    forms: Forms,
    places: Survey,
}

impl<'p> Model<'p> {
    fn of(program: &'p Program) -> Model<'p> {
        let forms = Forms::of(program);
        let places = Survey::of(program, &forms);
        Model { shown: program, forms, places }
    }

    /// After names have changed.
    fn settle(&mut self) {
        self.forms.settle();
        self.places = Survey::of(self.shown, &self.forms);
    }
}

/// What changed from the old program to the new one.
pub fn programs(old: &Program, new: &Program) -> Changes {
    let (mut old, new) = (Model::of(old), Model::of(new));
    let scores = scores::pairs(&old, &new);
    scores::rename(&mut old, &new, &scores);
    let mut found = Finder::default();
    head::compare(&old, &new, &mut found);
    for (i, j) in scores.pairs() {
        let ids = (ScoreId(i as u32), ScoreId(j as u32));
        scores::compare(&old, &new, ids, &mut found);
    }
    scores::others(&old, &new, &scores, &mut found);
    verdict::compare(&old, &new, &mut found);
    stakes::tell(&old, &new, &mut found.changes);
    let ranges = ranges(&old, &new, &found.pairs.scores);
    let model = name_of(new.shown);
    let mut changes = Changes { model, changes: found.changes, ranges, pairs: found.pairs };
    example::add(old.shown, new.shown, &mut changes);
    changes
}

/// What was found so far.
#[derive(Default)]
struct Finder {
    changes: Vec<Change>,
    pairs: Pairs,
}

fn ranges(old: &Model, new: &Model, scores: &[Sides<ScoreId>]) -> Vec<RangeChange> {
    let (before, after) = (Ranges::of(&old.forms.whole), Ranges::of(&new.forms.whole));
    let of = |(i, j): &Sides<ScoreId>| {
        let name = |model: &Model, id: ScoreId| model.shown.scores[id.index()].name.clone();
        RangeChange {
            score: j.map(|j| name(new, j)).or(i.map(|i| name(old, i))).unwrap_or_default(),
            old: i.map(|i| range(before.scores[i.index()])),
            new: j.map(|j| range(after.scores[j.index()])),
        }
    };
    scores.iter().map(of).filter(|change| change.old != change.new).collect()
}

/// `0..100`; `..` where both ends are open.
fn range(range: Range) -> String {
    match print::range(range).trim() {
        "" => "..".into(),
        ends => ends.into(),
    }
}

/// Which model became which: by name, by file, and the one left of each.
pub fn models(old: &[(&str, &Program)], new: &[(&str, &Program)]) -> Vec<Sides<usize>> {
    let mut pairs = Matching::new(old.len(), new.len());
    pairs.by_key(|i| name_of(old[i].1), |j| name_of(new[j].1));
    pairs.by_key(|i| Some(old[i].0), |j| Some(new[j].0));
    if let ([_], [_]) = (&*pairs.removed(), &*pairs.added()) {
        pairs.by_key(|_| Some(()), |_| Some(()));
    }
    let both = pairs.pairs().into_iter().map(|(i, j)| (Some(i), Some(j)));
    let added = pairs.added().into_iter().map(|j| (None, Some(j)));
    let removed = pairs.removed().into_iter().map(|i| (Some(i), None));
    both.chain(added).chain(removed).collect()
}
