//! Compiled programs: executable memory, and who owns it.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::sync::{Arc, OnceLock};

use cranelift_codegen::ir::types::{F64, I64};
use cranelift_codegen::ir::{AbiParam, Signature};
use cranelift_codegen::isa::OwnedTargetIsa;
use cranelift_codegen::settings::{self, Configurable};
use cranelift_frontend::FunctionBuilderContext;
use cranelift_jit::{BranchProtection, JITBuilder, JITMemoryKind, JITMemoryProvider, JITModule};
use cranelift_module::{FuncId, Linkage, Module, ModuleResult, default_libcall_names};

use crate::bytecode::Code;
use crate::native::bind::Layout;
use crate::native::emit::{self, Pool};
use crate::native::frame::Frame;
use crate::native::host::{Helper, Kind, helpers};
use crate::native::plan::Plan;

/// One function of a program.
pub type Function = unsafe extern "C" fn(*mut Frame);

/// A program as machine code. Its memory is executable and not writable, and is freed with it.
pub struct Compiled {
    pub(super) plan: Plan,
    pub(super) layout: Layout,
    pub(super) pool: Vec<u64>,
    /// To be called in this order.
    pub(super) functions: Vec<Function>,
    /// Whether the columns of lines and groups are computed.
    pub(super) lines: bool,
    /// Taken when all is dropped.
    module: Option<JITModule>,
}

// SAFETY: the module is touched again only when it is freed, by the one who drops it; functions are read-only memory that any thread may run, and all that they
// write to is in the frame that they are called with.
unsafe impl Sync for Compiled {}

impl Drop for Compiled {
    fn drop(&mut self) {
        if let Some(module) = self.module.take() {
            // SAFETY: the functions are called only through a reference to this, and nobody has one any more.
            unsafe { module.free_memory() };
        }
    }
}

impl fmt::Debug for Compiled {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "Compiled({} functions)", self.functions.len())
    }
}

/// Why there is no machine code, for a reader: `no executable memory`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused(pub String);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where machine code is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Memory {
    #[default]
    System,
    /// None is given, as on systems that allow no new code: for tests.
    None,
}

/// Compiles a program, with the columns of lines and groups if wanted.
pub fn compile(code: Arc<Code>, lines: bool) -> Result<Arc<Compiled>, Refused> {
    compile_in(code, lines, Memory::System)
}

pub fn compile_in(code: Arc<Code>, lines: bool, memory: Memory) -> Result<Arc<Compiled>, Refused> {
    let plan = Plan::new(code, lines);
    let layout = Layout::new(plan.code());
    let mut module = module(memory)?;
    let result = define((&plan, &layout), &mut module, &mut |_| {});
    let result = result.and_then(|made| {
        module.finalize_definitions().map_err(refused)?;
        Ok(made)
    });
    match result {
        Ok((pool, ids)) => {
            let address = |id: &FuncId| module.get_finalized_function(*id);
            // SAFETY: these functions were defined with this signature.
            let function =
                |id: &FuncId| unsafe { std::mem::transmute::<*const u8, Function>(address(id)) };
            let functions = ids.iter().map(function).collect();
            Ok(Arc::new(Compiled { plan, layout, pool, functions, lines, module: Some(module) }))
        }
        Err(refused) => {
            // SAFETY: no function of it has been handed out.
            unsafe { module.free_memory() };
            Err(refused)
        }
    }
}

/// The intermediate code of each function, as text.
pub fn clif(code: Arc<Code>, lines: bool) -> Result<String, Refused> {
    let plan = Plan::new(code, lines);
    let mut module = module(Memory::System)?;
    let mut text = String::new();
    let layout = Layout::new(plan.code());
    let result = define((&plan, &layout), &mut module, &mut |shown| {
        text.push_str(shown);
        text.push('\n');
    });
    // SAFETY: no function of it has been handed out.
    unsafe { module.free_memory() };
    result.map(|_| text)
}

/// Defines the functions of a program, to be called in this order, and the constants that they read.
pub fn define(
    (plan, layout): (&Plan, &Layout),
    module: &mut dyn Module,
    show: &mut dyn FnMut(&str),
) -> Result<(Vec<u64>, Vec<FuncId>), Refused> {
    let helpers = declare(module)?;
    let mut pool = Pool::default();
    let mut builder = FunctionBuilderContext::new();
    let mut context = module.make_context();
    let mut ids = Vec::new();
    for number in 0..plan.functions() {
        context.func.signature.params.push(AbiParam::new(I64));
        let signature = context.func.signature.clone();
        let name = format!("part_{number}");
        let id = module.declare_function(&name, Linkage::Local, &signature).map_err(refused)?;
        let into = (&mut context.func, &mut builder);
        emit::function((plan, layout), module, &helpers, &mut pool, into, number);
        show(&context.func.display().to_string());
        module.define_function(id, &mut context).map_err(refused)?;
        module.clear_context(&mut context);
        ids.push(id);
    }
    Ok((pool.words, ids))
}

fn declare(module: &mut dyn Module) -> Result<HashMap<Helper, FuncId>, Refused> {
    let ty = |kind: &Kind| AbiParam::new(if *kind == Kind::Real { F64 } else { I64 });
    let mut declared = HashMap::new();
    for (helper, symbol, _, arguments, result) in helpers() {
        let mut signature = Signature::new(module.isa().default_call_conv());
        signature.params.extend(arguments.iter().map(ty));
        signature.returns.extend(result.iter().map(ty));
        let id = module.declare_function(symbol, Linkage::Import, &signature).map_err(refused)?;
        declared.insert(helper, id);
    }
    Ok(declared)
}

fn module(memory: Memory) -> Result<JITModule, Refused> {
    let mut builder = JITBuilder::with_isa(isa()?, default_libcall_names());
    for (_, symbol, address, ..) in helpers() {
        builder.symbol(symbol, address);
    }
    if memory == Memory::None {
        builder.memory_provider(Box::new(Nowhere));
    }
    Ok(JITModule::new(builder))
}

/// The processor that runs this, found out once.
fn isa() -> Result<OwnedTargetIsa, Refused> {
    static ISA: OnceLock<Result<OwnedTargetIsa, Refused>> = OnceLock::new();
    ISA.get_or_init(|| {
        let mut flags = settings::builder();
        let verify = if cfg!(debug_assertions) { "true" } else { "false" };
        let wanted = [
            ("opt_level", "speed"),
            ("enable_verifier", verify),
            ("is_pic", "false"),
            ("use_colocated_libcalls", "false"),
        ];
        for (name, value) in wanted {
            flags.set(name, value).map_err(|e| Refused(e.to_string()))?;
        }
        let builder = cranelift_native::builder().map_err(|e| Refused(e.to_string()))?;
        builder.finish(settings::Flags::new(flags)).map_err(|e| Refused(e.to_string()))
    })
    .clone()
}

pub fn refused(error: cranelift_module::ModuleError) -> Refused {
    Refused(error.to_string())
}

/// A provider that has no memory.
struct Nowhere;

impl JITMemoryProvider for Nowhere {
    fn allocate(&mut self, _: usize, _: u64, _: JITMemoryKind) -> io::Result<*mut u8> {
        Err(io::Error::other("no executable memory is given here"))
    }

    unsafe fn free_memory(&mut self) {}

    fn finalize(&mut self, _: BranchProtection) -> ModuleResult<()> {
        Ok(())
    }
}

/// Asks the system to give this process no executable memory from now on, as hardened systems do: for tests. False where it cannot.
#[cfg(target_os = "linux")]
pub fn forbid() -> bool {
    unsafe extern "C" {
        fn prctl(option: i32, ...) -> i32;
    }
    const SET_MEMORY_DENY_WRITE_EXECUTE: i32 = 65;
    const REFUSE_EXECUTABLE: u64 = 1;
    // SAFETY: this option takes a number and three zeros, and touches no memory of ours.
    unsafe { prctl(SET_MEMORY_DENY_WRITE_EXECUTE, REFUSE_EXECUTABLE, 0u64, 0u64, 0u64) == 0 }
}

#[cfg(not(target_os = "linux"))]
pub fn forbid() -> bool {
    false
}
