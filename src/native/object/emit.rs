//! Functions and data into an object: the code of the plan, its constants, its description, and the function that C calls.

use cranelift_codegen::ir::types::{I32, I64};
use cranelift_codegen::ir::{AbiParam, Function, InstBuilder, LibCall, Signature, UserFuncName};
use cranelift_codegen::isa::OwnedTargetIsa;
use cranelift_codegen::settings::{self, Configurable};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use cranelift_module::{DataDescription, DataId, FuncId, Linkage, Module};
use cranelift_object::{ObjectBuilder, ObjectModule};

use crate::native::bind::Layout;
use crate::native::module::{Refused, define, refused};
use crate::native::object::describe::Description;
use crate::native::plan::Plan;

/// What the runtime calls the function that scores.
const SCORE: &str = "baremo_object_score";

pub fn emit(
    (plan, layout): (&Plan, &Layout),
    description: &Description,
    prefix: &str,
) -> Result<Vec<u8>, Refused> {
    let builder = ObjectBuilder::new(isa()?, prefix, Box::new(name_of)).map_err(refused)?;
    let mut module = ObjectModule::new(builder);
    let (pool, functions) = define((plan, layout), &mut module, &mut |_| {})?;
    let words = data(&mut module, "words", bytes_of(&description.words), 8)?;
    // A pointer leads somewhere even where there is nothing.
    let texts = data(&mut module, "texts", or_one(description.bytes.clone()), 1)?;
    let pool = data(&mut module, "pool", or_one(bytes_of(&pool)), 16)?;
    let functions = pointers(&mut module, "functions", &[], &functions)?;
    let model = pointers(&mut module, "model", &[words, texts, pool, functions], &[])?;
    entry(&mut module, model, &format!("{prefix}_score"))?;
    module.finish().emit().map_err(|error| Refused(error.to_string()))
}

/// Rounding, where the processor has no instruction for it, is the runtime's.
fn name_of(call: LibCall) -> String {
    match call {
        LibCall::FloorF64 => "baremo_floor".into(),
        LibCall::CeilF64 => "baremo_ceil".into(),
        LibCall::TruncF64 => "baremo_trunc".into(),
        other => cranelift_module::default_libcall_names()(other),
    }
}

/// The oldest processor of this kind: the object may run on another machine.
fn isa() -> Result<OwnedTargetIsa, Refused> {
    let mut flags = settings::builder();
    let verify = if cfg!(debug_assertions) { "true" } else { "false" };
    let wanted = [("opt_level", "speed"), ("enable_verifier", verify), ("is_pic", "true")];
    for (name, value) in wanted {
        flags.set(name, value).map_err(|error| Refused(error.to_string()))?;
    }
    let builder =
        cranelift_native::builder_with_options(false).map_err(|error| Refused(error.into()))?;
    builder.finish(settings::Flags::new(flags)).map_err(|error| Refused(error.to_string()))
}

fn bytes_of(words: &[u64]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_ne_bytes()).collect()
}

fn or_one(bytes: Vec<u8>) -> Vec<u8> {
    if bytes.is_empty() { vec![0] } else { bytes }
}

fn data(
    module: &mut ObjectModule,
    name: &str,
    bytes: Vec<u8>,
    align: u64,
) -> Result<DataId, Refused> {
    let id = module.declare_data(name, Linkage::Local, false, false).map_err(refused)?;
    let mut description = DataDescription::new();
    description.define(bytes.into());
    description.set_align(align);
    module.define_data(id, &description).map_err(refused)?;
    Ok(id)
}

/// The addresses of data, then of functions.
fn pointers(
    module: &mut ObjectModule,
    name: &str,
    data: &[DataId],
    functions: &[FuncId],
) -> Result<DataId, Refused> {
    let id = module.declare_data(name, Linkage::Local, false, false).map_err(refused)?;
    let mut description = DataDescription::new();
    let count = (data.len() + functions.len()).max(1);
    description.define(vec![0; 8 * count].into());
    description.set_align(8);
    for (at, other) in data.iter().enumerate() {
        let address = module.declare_data_in_data(*other, &mut description);
        description.write_data_addr(8 * at as u32, address, 0);
    }
    for (at, function) in functions.iter().enumerate() {
        let address = module.declare_func_in_data(*function, &mut description);
        description.write_function_addr(8 * (data.len() + at) as u32, address);
    }
    module.define_data(id, &description).map_err(refused)?;
    Ok(id)
}

/// `int PREFIX_score(lead, events, count, as_of, result)`: the runtime's function with the model before.
fn entry(module: &mut ObjectModule, model: DataId, name: &str) -> Result<(), Refused> {
    let mut own = Signature::new(module.isa().default_call_conv());
    own.params.extend([AbiParam::new(I64); 5]);
    own.returns.push(AbiParam::new(I32));
    let mut theirs = own.clone();
    theirs.params.push(AbiParam::new(I64));
    let score = module.declare_function(SCORE, Linkage::Import, &theirs).map_err(refused)?;
    let id = module.declare_function(name, Linkage::Export, &own).map_err(refused)?;
    let mut context = module.make_context();
    context.func = Function::with_name_signature(UserFuncName::user(0, id.as_u32()), own);
    let mut room = FunctionBuilderContext::new();
    let mut b = FunctionBuilder::new(&mut context.func, &mut room);
    let block = b.create_block();
    b.append_block_params_for_function_params(block);
    b.switch_to_block(block);
    b.seal_all_blocks();
    let model = module.declare_data_in_func(model, b.func);
    let model = b.ins().symbol_value(I64, model);
    let arguments: Vec<_> = [model].into_iter().chain(b.block_params(block).to_vec()).collect();
    let score = module.declare_func_in_func(score, b.func);
    let call = b.ins().call(score, &arguments);
    let status = b.inst_results(call)[0];
    b.ins().return_(&[status]);
    b.finalize(module.target_config());
    module.define_function(id, &mut context).map_err(refused)
}
