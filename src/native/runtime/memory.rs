//! Memory from the C library, and the end of a program that cannot go on.

use core::alloc::{GlobalAlloc, Layout};
use core::ffi::c_void;
use core::panic::PanicInfo;
use core::ptr;

unsafe extern "C" {
    fn malloc(size: usize) -> *mut c_void;
    fn realloc(old: *mut c_void, size: usize) -> *mut c_void;
    fn free(old: *mut c_void);
    fn abort() -> !;
}

struct Library;

/// What `malloc` aligns to.
const ALIGNED: usize = 16;

// SAFETY: the C library's functions keep the promises that are asked for here; nothing is asked to be aligned further.
unsafe impl GlobalAlloc for Library {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if layout.align() > ALIGNED {
            return ptr::null_mut();
        }
        // SAFETY: any size may be asked for.
        unsafe { malloc(layout.size()).cast() }
    }

    unsafe fn dealloc(&self, old: *mut u8, _: Layout) {
        // SAFETY: it came from `malloc`.
        unsafe { free(old.cast()) };
    }

    unsafe fn realloc(&self, old: *mut u8, _: Layout, size: usize) -> *mut u8 {
        // SAFETY: it came from `malloc`.
        unsafe { realloc(old.cast(), size).cast() }
    }
}

#[global_allocator]
static LIBRARY: Library = Library;

/// Out of memory, or a fault of ours: there is nobody to tell.
#[panic_handler]
fn end(_: &PanicInfo) -> ! {
    // SAFETY: it does not come back.
    unsafe { abort() }
}
