// A program compiled for an emulated device: NVRTC's PTX takes the place of the machine code. Linked before libnvrtc,
// these two calls replace its own.
#include <nvrtc.h>

extern "C" {

nvrtcResult nvrtcGetCUBINSize(nvrtcProgram program, std::size_t* size) { return nvrtcGetPTXSize(program, size); }
nvrtcResult nvrtcGetCUBIN(nvrtcProgram program, char* code) { return nvrtcGetPTX(program, code); }

}  // extern "C"
