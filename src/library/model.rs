//! A compiled model: its names and columns, and what is made of it.

use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::artifact::{self, Artifact, ArtifactError, Origin};
use crate::bytecode::Code;
use crate::diagnostic::render::json::Report;
use crate::engine::{self, Engine};
use crate::ir::Program;
use crate::ir::outcome::{DISQUALIFIED, NONE, Verdict};
use crate::ir::program::Cell;
use crate::library::columns::{Attribute, Columns, EventName, Property};
use crate::library::error::{InputError, RuleErrors, Unavailable};
use crate::library::lead::{Event, Lead};
use crate::library::rules::Rules;
use crate::library::scorer::Scorer;
use crate::types::Field;

/// A compiled model: what leads, events and scorers are made from. Cheap to clone, shared between threads.
///
/// ```
/// use baremo::{Engine, Model, Time};
///
/// let model = Model::from_source("on email_open +1; if title in [CTO, VP] +10; decay 10%/30d; sql at >=50")?;
/// let scorer = model.scorer(Engine::Auto)?;
///
/// let mut lead = model.lead();
/// lead.set(model.attribute("title")?, "cto")?;
/// let opened = model.event_at("email_open", Time(70 * 86_400))?;
///
/// let events = [opened];
/// let scored = scorer.score(&lead, &events, Time(100 * 86_400))?;
/// assert_eq!(scored.score("score").map(|points| points.to_string()), Some("10.9".into()));
/// assert_eq!(scored.stage(), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Model {
    pub(crate) made: Arc<Made>,
}

pub(crate) struct Made {
    pub program: Arc<Program>,
    pub columns: Arc<Columns>,
    /// For batches; lowered when it is first asked for.
    code: OnceLock<Arc<Code>>,
    source_hash: [u8; 32],
    warnings: Vec<Report>,
}

impl Model {
    /// Compiles a model that stands in one text; [`Rules`] takes several files and parameters.
    ///
    /// # Errors
    ///
    /// Every fault of the rules, at its place:
    ///
    /// ```
    /// let errors = baremo::Model::from_source("if titel = CTO +1O").unwrap_err();
    /// let report = &errors.reports()[0];
    /// assert_eq!((report.place.line, report.place.column), (1, 17));
    /// assert!(report.message.contains("1O"), "{errors}");
    /// ```
    pub fn from_source(text: &str) -> Result<Model, RuleErrors> {
        Rules::new("rules.score", text).compile()
    }

    /// Loads a model that was compiled before, by [`Model::to_artifact`] or `baremo build`: without its source, and in microseconds.
    ///
    /// It is verified before it runs: any bytes give a model or an error.
    ///
    /// ```
    /// use baremo::{Model, Rules};
    ///
    /// let bytes = Rules::new("b2b.score", "if title = CTO +10").compile()?.to_artifact()?;
    /// let model = Model::from_artifact(&bytes)?;
    /// assert_eq!(model.attributes()[0].name, "title");
    ///
    /// let error = Model::from_artifact(&bytes[..40]).unwrap_err();
    /// assert!(error.to_string().contains("cut"), "{error}");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Bytes of something else, of a newer version, cut or altered: what, in which part and at which byte.
    pub fn from_artifact(bytes: &[u8]) -> Result<Model, ArtifactError> {
        let Artifact { program, code, source_hash, .. } = artifact::read(bytes)?;
        let made = Made::new(program, OnceLock::from(code), source_hash, Vec::new());
        Ok(Model { made: Arc::new(made) })
    }

    /// The model as bytes, which [`Model::from_artifact`] loads. The same model gives the same bytes.
    ///
    /// # Errors
    ///
    /// A model that is larger than an artifact can be: over two thousand patterns.
    pub fn to_artifact(&self) -> Result<Vec<u8>, ArtifactError> {
        let origin = Origin::of_hash(self.made.source_hash);
        artifact::write(&self.made.program, &self.code(), &origin)
    }

    /// SHA-256 over the rule files, name and text, that the model was compiled from.
    pub fn source_hash(&self) -> [u8; 32] {
        self.made.source_hash
    }

    /// A program that was compiled elsewhere.
    #[doc(hidden)]
    pub fn of(program: Program) -> Model {
        let made = Made::new(program, OnceLock::new(), [0; 32], Vec::new());
        Model { made: Arc::new(made) }
    }

    /// What is allowed in the rules but surely not meant.
    pub fn warnings(&self) -> &[Report] {
        &self.made.warnings
    }

    /// `model "SMB"`: its name, if it has one.
    pub fn name(&self) -> Option<&str> {
        self.made.program.model.as_ref().map(|model| model.name.as_str())
    }

    /// The scores' names, as declared.
    pub fn scores(&self) -> impl Iterator<Item = &str> {
        self.made.program.scores.iter().map(|score| score.name.as_str())
    }

    /// The grades' names: `fit_grade`.
    pub fn grades(&self) -> impl Iterator<Item = &str> {
        self.made.program.grades.iter().map(|grade| grade.name.as_str())
    }

    pub fn matrices(&self) -> impl Iterator<Item = &str> {
        self.made.program.matrices.iter().map(|matrix| matrix.name.as_str())
    }

    /// The stages' names, in the order in which the rules first name them.
    pub fn stages(&self) -> impl Iterator<Item = &str> {
        self.made.program.stages.iter().map(String::as_str)
    }

    /// The attributes of leads that the rules read, with their types; no other matters.
    pub fn attributes(&self) -> &[Field] {
        &self.made.columns.schema.attributes
    }

    /// The properties of events that the rules read, with their types.
    pub fn properties(&self) -> &[Field] {
        &self.made.columns.schema.properties
    }

    /// The names of the events that the rules count.
    pub fn events(&self) -> &[String] {
        &self.made.columns.schema.events
    }

    /// Every event counts, whatever its name: the rules use the word `event`.
    pub fn counts_every_event(&self) -> bool {
        self.made.columns.schema.any_event
    }

    /// Looks up an attribute, once for many leads.
    ///
    /// # Errors
    ///
    /// A name that no rule reads.
    pub fn attribute(&self, name: &str) -> Result<Attribute, InputError> {
        self.made.columns.attribute(name)
    }

    /// Looks up a property of events.
    ///
    /// # Errors
    ///
    /// A name that no rule reads.
    pub fn property(&self, name: &str) -> Result<Property, InputError> {
        self.made.columns.property(name)
    }

    /// Looks up an event.
    ///
    /// # Errors
    ///
    /// A name that no rule counts: such an event changes nothing and may be left out.
    pub fn event(&self, name: &str) -> Result<EventName, InputError> {
        self.made.columns.event(name)
    }

    /// A lead of which nothing is known yet.
    pub fn lead(&self) -> Lead {
        Lead::new(self.made.columns.clone())
    }

    /// An event of this name at this moment; [`Model::new_event`] takes a name that was looked up.
    ///
    /// # Errors
    ///
    /// A name that no rule counts.
    pub fn event_at(&self, name: &str, time: impl Into<crate::Time>) -> Result<Event, InputError> {
        let name = self.event(name)?;
        Ok(Event::new(self.made.columns.clone(), name, time.into().0))
    }

    /// An event at a moment.
    ///
    /// # Errors
    ///
    /// A name of another model.
    pub fn new_event(
        &self,
        name: EventName,
        time: impl Into<crate::Time>,
    ) -> Result<Event, InputError> {
        match name.mark == self.made.columns.mark {
            true => Ok(Event::new(self.made.columns.clone(), name, time.into().0)),
            false => Err(InputError::OtherModel),
        }
    }

    /// Makes what scores leads.
    ///
    /// # Errors
    ///
    /// [`Engine::Jit`] where there is no machine code.
    pub fn scorer(&self, engine: Engine) -> Result<Scorer, Unavailable> {
        let program = self.made.program.clone();
        let scorer = match engine {
            Engine::Auto | Engine::Bytecode => {
                engine::Scorer::with_code(program, self.code(), engine)
            }
            Engine::Jit | Engine::Reference => engine::Scorer::new(program, engine),
        };
        match scorer.note() {
            Some(note) => Err(Unavailable { reason: note.into() }),
            None => Ok(Scorer::new(self.clone(), scorer)),
        }
    }

    fn code(&self) -> Arc<Code> {
        self.made.code.get_or_init(|| engine::lowered(&self.made.program)).clone()
    }
}

/// The word for the stage, and for every matrix, of a lead that is disqualified.
pub const DISQUALIFIED_WORD: &str = "disqualified";

impl Made {
    pub fn new(
        program: Program,
        code: OnceLock<Arc<Code>>,
        source_hash: [u8; 32],
        warnings: Vec<Report>,
    ) -> Made {
        let columns = Arc::new(Columns::new(program.schema.clone()));
        Made { program: Arc::new(program), columns, code, source_hash, warnings }
    }

    pub fn stage(&self, verdict: &Verdict) -> Option<&str> {
        self.stage_name(verdict.stage)
    }

    /// The name of a stage's number, as a verdict has it.
    pub fn stage_name(&self, stage: u16) -> Option<&str> {
        match stage {
            DISQUALIFIED => Some(DISQUALIFIED_WORD),
            stage => self.program.stages.get(usize::from(stage)).map(String::as_str),
        }
    }

    pub fn action(&self, verdict: &Verdict) -> Option<&str> {
        match (verdict.stage, verdict.stage_line) {
            (NONE | DISQUALIFIED, _) => None,
            (_, NONE) => self.program.base.as_ref()?.action.as_deref(),
            (_, line) => self.program.stage_lines.get(usize::from(line))?.action.as_deref(),
        }
    }

    /// The cell of a matrix that a verdict's number stands for.
    pub fn cell(&self, matrix: usize, number: u16) -> Option<&Cell> {
        let program = &self.program;
        let matrix = program.matrices.get(matrix)?;
        let width = program.grades[matrix.columns.index()].labels.len();
        let number = usize::from(Some(number).filter(|number| *number < DISQUALIFIED)?);
        matrix.cells.get(number / width)?.get(number % width)
    }
}

impl fmt::Debug for Model {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let scores: Vec<&str> = self.scores().collect();
        f.debug_struct("Model").field("name", &self.name()).field("scores", &scores).finish()
    }
}
