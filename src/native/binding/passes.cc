// The operation RetainPass: elementwise work on float32 in one pass over memory, with sums of what it makes. TensorFlow reads and writes
// every intermediate value as a whole tensor; here a tile of it at a time stays in the cache.
//
// A pass is a list of words of 32 bits, as `src/interpreters/devices/tensorflow/pass-words.ts` writes them:
//
//   the sizes of its loops, the last the innermost: count, sizes (at least two)
//   its inputs: count, then of each the first element and a stride for each loop
//   its instructions: count, then of each an operator and three operands, each a kind (0 input, 1 constant, 2 value) and a number
//   its outputs: count, then of each its rank, its shape, a kind and the number of a value; of kind 0 it is the value itself, in order;
//   of kind 1 its sum: a stride for each loop says where in the output an element is added
//
// Products and sums of elements are rounded one by one, as IEEE 754 says: no two operators are contracted. A total is made in float64 from
// sums over tiles in an order that depends on sizes alone, not on how many threads there are.

#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <algorithm>
#include <atomic>
#include <cmath>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>
#include "tensorflow/c/eager/c_api.h"
#include "tensorflow/c/ops.h"
#include "tensorflow/c/tf_tensor.h"

// What is used of tensorflow/c/kernels.h, which asks for headers that a build does not keep.
extern "C" {
typedef struct TF_KernelBuilder TF_KernelBuilder;
typedef struct TF_OpKernelConstruction TF_OpKernelConstruction;
typedef struct TF_OpKernelContext TF_OpKernelContext;
TF_KernelBuilder *TF_NewKernelBuilder(const char *op, const char *device, void *(*create)(TF_OpKernelConstruction *),
                                      void (*compute)(void *, TF_OpKernelContext *), void (*destroy)(void *));
void TF_RegisterKernelBuilder(const char *kernel, TF_KernelBuilder *builder, TF_Status *status);
void TF_OpKernelConstruction_GetAttrSize(TF_OpKernelConstruction *, const char *attribute, int32_t *list_size, int32_t *total_size,
                                         TF_Status *status);
void TF_OpKernelConstruction_GetAttrString(TF_OpKernelConstruction *, const char *attribute, char *to, size_t most, TF_Status *status);
void TF_OpKernelConstruction_Failure(TF_OpKernelConstruction *, TF_Status *status);
void TF_GetInput(TF_OpKernelContext *, int i, TF_Tensor **tensor, TF_Status *status);
TF_DataType TF_ExpectedOutputDataType(TF_OpKernelContext *, int i);
TF_Tensor *TF_AllocateOutput(TF_OpKernelContext *, int i, TF_DataType type, const int64_t *shape, int rank, size_t bytes,
                             TF_Status *status);
TF_Tensor *TF_ForwardInputOrAllocateOutput(TF_OpKernelContext *, const int *candidates, int count, int i, const int64_t *shape, int rank,
                                           int *forwarded, TF_Status *status);
void TF_OpKernelContext_Failure(TF_OpKernelContext *, TF_Status *status);
}

// What is used of TensorFlow's own classes: functions that its libraries have by these names. A class is never made here, nor looked into.
namespace tsl {
namespace thread {
class ThreadPool {
 public:
  void ScheduleWithHint(std::function<void()> work, int first, int end);
};
}  // namespace thread
}  // namespace tsl

namespace tensorflow {
class Device;
class DeviceBase {
 public:
  struct CpuWorkerThreads {
    int num_threads;
    tsl::thread::ThreadPool *workers;
  };
  const CpuWorkerThreads *tensorflow_cpu_worker_threads() const;
};
class EagerContext {
 public:
  // As large as a status of theirs, and given back as one is.
  struct Said {
    ~Said() {}
    uintptr_t said;
  };
  Said FindDeviceFromName(const char *name, Device **device) const;
};
}  // namespace tensorflow

// One text for all of a processor's vectors; the widest that it has are chosen when the addon is loaded.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define WIDEST __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define WIDEST
#endif

namespace tfnodejs {
namespace {

constexpr int64_t kLanes = 16;
// A few dozen tiles fit the second cache.
constexpr int64_t kTile = 1024;
// Below so many operations another thread costs more than it does.
constexpr int64_t kWorthSharing = 1 << 19;
constexpr int64_t kChunks = 16;

typedef float Vector __attribute__((vector_size(4 * kLanes)));
typedef int32_t Mask __attribute__((vector_size(4 * kLanes)));
// The same anywhere in memory.
typedef float Loose __attribute__((vector_size(4 * kLanes), aligned(4), may_alias));

enum Operator { kNegate, kAbsolute, kSign, kSquareRoot, kAdd, kSubtract, kMultiply, kDivide, kMaximum, kMinimum, kLess, kLessEqual, kEqual, kSelect };

enum Kind { kInput, kConstant, kValue };

struct Operand {
  int32_t kind;
  int32_t number;
};

struct Instruction {
  int32_t op;
  Operand operands[3];
  // The tile that its value is written to, where it goes to no output.
  int slot;
};

struct Input {
  int64_t from;
  std::vector<int64_t> strides;
};

struct Output {
  std::vector<int64_t> shape;
  bool is_sum;
  int32_t value;
  std::vector<int64_t> strides;
  int64_t size;
  // Inputs whose memory it may take, if nobody else has them: each element is read, for the last time, before it is written.
  std::vector<int> replaces;
};

struct Pass {
  std::vector<int64_t> sizes;
  std::vector<Input> inputs;
  std::vector<Instruction> instructions;
  std::vector<Output> outputs;
  std::vector<float> constants;
  int slots = 0;
  // Where a value goes as it is: the output, or −1.
  std::vector<int> kept;
  // A tile is so many rows of the two innermost loops, or a part of one row.
  int64_t rows, columns, outer, row_tiles, column_tiles;

  int64_t tiles() const { return outer * row_tiles * column_tiles; }
};

// The element farthest from the start that strides come to.
int64_t Farthest(const Pass &pass, const std::vector<int64_t> &strides) {
  int64_t at = 0;
  for (size_t l = 0; l < strides.size(); l++) at += (pass.sizes[l] - 1) * strides[l];
  return at;
}

// Reads a pass from its words; false where they are not one.
class Reader {
 public:
  Reader(const int32_t *words, size_t count) : at_(words), end_(words + count) {}

  bool Read(Pass *pass) {
    pass->sizes = List(Count());
    const size_t loops = pass->sizes.size();
    if (failed_ || loops < 2) return false;
    for (int64_t i = Count(); i > 0 && !failed_; i--) {
      const int64_t from = Next();
      pass->inputs.push_back({from, List(loops)});
    }
    const int32_t instructions = Count();
    for (int32_t i = 0; i < instructions && !failed_; i++) {
      Instruction made;
      made.op = Next();
      for (Operand &operand : made.operands) {
        operand = {Next(), Next()};
        if (operand.kind == kConstant) {
          float constant;
          memcpy(&constant, &operand.number, 4);
          operand.number = static_cast<int32_t>(pass->constants.size());
          pass->constants.push_back(constant);
        } else if (operand.number < 0 || operand.number >= (operand.kind == kInput ? static_cast<int32_t>(pass->inputs.size()) : i)) {
          return false;
        }
      }
      pass->instructions.push_back(made);
    }
    for (int64_t i = Count(); i > 0 && !failed_; i--) {
      Output made;
      made.shape = List(Count());
      made.is_sum = Next() == 1;
      made.value = Next();
      made.strides = List(made.is_sum ? loops : 0);
      made.size = 1;
      for (const int64_t extent : made.shape) made.size *= extent;
      int64_t elements = 1;
      for (const int64_t size : pass->sizes) elements *= size;
      if (made.value < 0 || made.value >= instructions) return false;
      if (made.is_sum ? Farthest(*pass, made.strides) >= made.size : elements != made.size) return false;
      pass->outputs.push_back(made);
    }
    return !failed_ && at_ == end_;
  }

 private:
  int32_t Next() {
    if (at_ == end_) failed_ = true;
    return failed_ ? 0 : *at_++;
  }
  int32_t Count() {
    const int32_t count = Next();
    if (count < 0 || count > end_ - at_) failed_ = true;
    return failed_ ? 0 : count;
  }
  std::vector<int64_t> List(int64_t count) {
    std::vector<int64_t> list;
    for (; count > 0; count--) list.push_back(Next());
    return list;
  }
  const int32_t *at_;
  const int32_t *const end_;
  bool failed_ = false;
};

// Tiles for values, each given to another as soon as nobody reads it.
void GiveSlots(Pass *pass) {
  const int count = static_cast<int>(pass->instructions.size());
  pass->kept.assign(count, -1);
  for (size_t o = 0; o < pass->outputs.size(); o++)
    if (!pass->outputs[o].is_sum) pass->kept[pass->outputs[o].value] = static_cast<int>(o);
  std::vector<int> last(count, -1);
  for (int i = 0; i < count; i++) {
    last[i] = i;
    for (const Operand &operand : pass->instructions[i].operands)
      if (operand.kind == kValue) last[operand.number] = i;
  }
  std::vector<int> free;
  for (int i = 0; i < count; i++) {
    if (free.empty()) free.push_back(pass->slots++);
    pass->instructions[i].slot = free.back();
    free.pop_back();
    for (int j = 0; j <= i; j++)
      if (last[j] == i) free.push_back(pass->instructions[j].slot);
  }
}

void GiveReplaced(Pass *pass) {
  std::vector<int> last(pass->inputs.size(), -1);
  for (size_t i = 0; i < pass->instructions.size(); i++)
    for (const Operand &operand : pass->instructions[i].operands)
      if (operand.kind == kInput) last[operand.number] = static_cast<int>(i);
  for (size_t i = 0; i < pass->inputs.size(); i++) {
    int64_t dense = 1;
    bool is_dense = pass->inputs[i].from == 0;
    for (size_t l = pass->sizes.size(); l-- > 0; dense *= pass->sizes[l])
      is_dense = is_dense && (pass->sizes[l] == 1 || pass->inputs[i].strides[l] == dense);
    for (Output &output : pass->outputs)
      if (is_dense && !output.is_sum && last[i] <= output.value) output.replaces.push_back(static_cast<int>(i));
  }
}

void GiveTiles(Pass *pass) {
  const size_t loops = pass->sizes.size();
  const int64_t rows = pass->sizes[loops - 2], columns = pass->sizes[loops - 1];
  pass->columns = std::min(columns, kTile);
  pass->rows = std::max<int64_t>(1, std::min(rows, kTile / std::max<int64_t>(1, columns)));
  // So many rows that vectors end where they do, if that many fit.
  int64_t whole = 1;
  while (whole * columns % kLanes != 0) whole *= 2;
  if (pass->rows > whole) pass->rows -= pass->rows % whole;
  pass->outer = 1;
  for (size_t i = 0; i + 2 < loops; i++) pass->outer *= pass->sizes[i];
  pass->row_tiles = (rows + pass->rows - 1) / pass->rows;
  pass->column_tiles = (columns + pass->columns - 1) / pass->columns;
}

WIDEST void Apply(int32_t op, float *to, const float *a, const float *b, const float *c, int64_t count) {
  const Loose *const x = reinterpret_cast<const Loose *>(a), *const y = reinterpret_cast<const Loose *>(b),
                    *const z = reinterpret_cast<const Loose *>(c);
  Loose *const out = reinterpret_cast<Loose *>(to);
  const int64_t vectors = (count + kLanes - 1) / kLanes;
  const Vector zero = {}, one = zero + 1;
  const Mask sign = (Mask)(-zero), ones = (Mask)one;
#define EACH(value)                          \
  for (int64_t i = 0; i < vectors; i++) {    \
    const Vector p = x[i], q = y[i];         \
    (void)q;                                 \
    out[i] = (Vector)(value);                \
  }                                          \
  break;
  switch (op) {
    case kNegate: EACH((Mask)p ^ sign)
    case kAbsolute: EACH((Mask)p & ~sign)
    case kSign: EACH(p > 0 ? one : p < 0 ? -one : p)
    case kSquareRoot:
      for (int64_t i = 0; i < count; i++) to[i] = std::sqrt(a[i]);
      break;
    case kAdd: EACH(p + q)
    case kSubtract: EACH(p - q)
    case kMultiply: EACH(p * q)
    case kDivide: EACH(p / q)
    // NaN beside NaN; of zeros the one without a sign is the larger.
    case kMaximum: EACH(p > q ? p : q > p ? q : p == q ? (Vector)((Mask)p & (Mask)q) : p + q)
    case kMinimum: EACH(p < q ? p : q < p ? q : p == q ? (Vector)((Mask)p | (Mask)q) : p + q)
    case kLess: EACH((Mask)(p < q) & ones)
    case kLessEqual: EACH((Mask)(p <= q) & ones)
    case kEqual: EACH((Mask)(p == q) & ones)
    case kSelect:
      for (int64_t i = 0; i < vectors; i++) {
        const Vector p = x[i];
        out[i] = p != 0 ? (Vector)y[i] : (Vector)z[i];
      }
      break;
  }
#undef EACH
}

WIDEST void AddTo(float *sum, const float *values, int64_t count) {
  const int64_t vectors = count / kLanes;
  Loose *const to = reinterpret_cast<Loose *>(sum);
  const Loose *const from = reinterpret_cast<const Loose *>(values);
  for (int64_t i = 0; i < vectors; i++) to[i] = to[i] + from[i];
  for (int64_t i = vectors * kLanes; i < count; i++) sum[i] += values[i];
}

// Of which element an input's tile was filled, how many rows and columns of it.
struct Filled {
  int64_t from, rows, columns;
};

// What a sum has gathered of tiles that belong to one place, row by row.
struct Gathered {
  float *values;
  double *to;
  int64_t target, height, breadth;
};

// What a thread works with, and keeps.
struct Workspace {
  std::vector<float> memory;
  std::vector<const float *> read, values;
  std::vector<Filled> filled;
  std::vector<Gathered> gathered;
  std::vector<int64_t> place;
  float *Take(int64_t count) {
    if (static_cast<int64_t>(memory.size()) < count + kLanes) memory.resize(count + kLanes);
    const uintptr_t at = reinterpret_cast<uintptr_t>(memory.data());
    return reinterpret_cast<float *>((at + 63) & ~static_cast<uintptr_t>(63));
  }
};

struct Tensors {
  std::vector<const char *> inputs;
  std::vector<bool> input_is_bool;
  std::vector<char *> outputs;
  std::vector<bool> output_is_bool;
};

// The tiles from `first` to `last`. `sums` has a float64 for each element of each sum, one sum after the other.
void Run(const Pass &pass, const Tensors &tensors, int64_t first, int64_t last, double *sums) {
  thread_local Workspace workspace;
  const size_t loops = pass.sizes.size(), inputs = pass.inputs.size(), instructions = pass.instructions.size();
  const int64_t rows = pass.sizes[loops - 2], columns = pass.sizes[loops - 1];
  const int64_t width = (pass.rows * pass.columns + kLanes - 1) / kLanes * kLanes;
  int64_t totals = 0;
  for (const Output &output : pass.outputs) totals += output.is_sum ? 1 : 0;
  float *const base =
      workspace.Take(width * static_cast<int64_t>(inputs + pass.constants.size() + pass.slots + totals));
  float *const constants = base + width * inputs;
  float *const slots = constants + width * pass.constants.size();
  float *const partial = slots + width * pass.slots;
  for (size_t i = 0; i < pass.constants.size(); i++)
    std::fill_n(constants + width * i, width, pass.constants[i]);
  std::fill_n(partial, width * totals, 0.0f);

  std::vector<const float *> &read = workspace.read, &values = workspace.values;
  read.resize(inputs);
  values.resize(instructions);
  std::vector<Filled> &filled = workspace.filled;
  filled.assign(inputs, {-1, 0, 0});
  std::vector<int64_t> &place = workspace.place;
  place.assign(loops, 0);
  std::vector<Gathered> &gathered = workspace.gathered;
  gathered.clear();
  for (const Output &output : pass.outputs) {
    if (!output.is_sum) continue;
    gathered.push_back({partial + width * gathered.size(), sums, -1, 0, 0});
    sums += output.size;
  }
  const auto flush = [loops](const Output &output, Gathered *of) {
    if (of->target < 0) return;
    const int64_t across = output.strides[loops - 1], down = output.strides[loops - 2];
    for (int64_t r = 0; r < of->height; r++)
      for (int64_t c = 0; c < of->breadth; c++)
        of->to[of->target + r * down + c * across] += of->values[r * of->breadth + c];
    std::fill_n(of->values, of->height * of->breadth, 0.0f);
    of->height = 0;
  };
  const auto gather = [&](const Output &output, Gathered *of, const float *values, int64_t row0, int64_t height, int64_t column0,
                          int64_t breadth) {
    int64_t target = row0 * output.strides[loops - 2] + column0 * output.strides[loops - 1];
    for (size_t l = 0; l + 2 < loops; l++) target += place[l] * output.strides[l];
    if (of->target != target || of->breadth != breadth) flush(output, of);
    of->target = target;
    of->height = std::max(of->height, height);
    of->breadth = breadth;
    AddTo(of->values, values, height * breadth);
  };

  for (int64_t tile = first; tile < last; tile++) {
    const int64_t column0 = tile % pass.column_tiles * pass.columns;
    const int64_t row0 = tile / pass.column_tiles % pass.row_tiles * pass.rows;
    int64_t rest = tile / (pass.column_tiles * pass.row_tiles);
    const int64_t outer = rest;
    for (size_t i = loops - 2; i-- > 0;) {
      place[i] = rest % pass.sizes[i];
      rest /= pass.sizes[i];
    }
    const int64_t height = std::min(pass.rows, rows - row0), breadth = std::min(pass.columns, columns - column0);
    const int64_t count = height * breadth;
    const bool is_whole = count % kLanes == 0;

    for (size_t i = 0; i < inputs; i++) {
      const Input &input = pass.inputs[i];
      const int64_t down = input.strides[loops - 2], across = input.strides[loops - 1];
      int64_t at = input.from + row0 * down + column0 * across;
      for (size_t l = 0; l + 2 < loops; l++) at += place[l] * input.strides[l];
      const bool is_bool = tensors.input_is_bool[i];
      const float *const floats = reinterpret_cast<const float *>(tensors.inputs[i]) + at;
      const bool is_dense = (across == 1 || breadth == 1) && (down == breadth || height == 1);
      if (is_dense && is_whole && !is_bool) {
        read[i] = floats;
        continue;
      }
      float *const to = base + width * i;
      read[i] = to;
      Filled &was = filled[i];
      if (was.from == at && was.rows >= height && was.columns == breadth) continue;
      was.from = at;
      was.rows = height;
      was.columns = breadth;
      if (is_bool) {
        const char *const bytes = tensors.inputs[i] + at;
        for (int64_t r = 0; r < height; r++)
          for (int64_t c = 0; c < breadth; c++) to[r * breadth + c] = bytes[r * down + c * across] != 0;
      } else if (is_dense) {
        memcpy(to, floats, 4 * count);
      } else if (across == 0) {
        for (int64_t r = 0; r < height; r++) std::fill_n(to + r * breadth, breadth, floats[r * down]);
      } else if (across == 1) {
        for (int64_t r = 0; r < height; r++) memcpy(to + r * breadth, floats + r * down, 4 * breadth);
      } else {
        for (int64_t r = 0; r < height; r++)
          for (int64_t c = 0; c < breadth; c++) to[r * breadth + c] = floats[r * down + c * across];
      }
      std::fill(to + count, to + (count + kLanes - 1) / kLanes * kLanes, 0.0f);
    }

    const int64_t dense = (outer * rows + row0) * columns + column0;
    for (size_t i = 0; i < instructions; i++) {
      const Instruction &instruction = pass.instructions[i];
      const float *operands[3];
      for (int k = 0; k < 3; k++) {
        const Operand &operand = instruction.operands[k];
        operands[k] = operand.kind == kInput ? read[operand.number]
                      : operand.kind == kConstant ? constants + width * operand.number
                                                  : values[operand.number];
      }
      const int output = pass.kept[i];
      const bool is_direct = output >= 0 && is_whole && !tensors.output_is_bool[output];
      float *const to =
          is_direct ? reinterpret_cast<float *>(tensors.outputs[output]) + dense : slots + width * instruction.slot;
      Apply(instruction.op, to, operands[0], operands[1], operands[2], count);
      values[i] = to;
      size_t sum = 0;
      for (const Output &each : pass.outputs) {
        if (!each.is_sum) continue;
        if (each.value == static_cast<int32_t>(i))
          gather(each, &gathered[sum], to, row0, height, column0, breadth);
        sum++;
      }
      if (output < 0 || is_direct) continue;
      char *const out = tensors.outputs[output];
      if (tensors.output_is_bool[output])
        for (int64_t j = 0; j < count; j++) out[dense + j] = to[j] != 0;
      else
        memcpy(reinterpret_cast<float *>(out) + dense, to, 4 * count);
    }
  }
  size_t sum = 0;
  for (const Output &output : pass.outputs)
    if (output.is_sum) flush(output, &gathered[sum++]);
}

// Keeps threads off the core of whoever asks for them. One that is woken for some microseconds at a time is mostly woken where the one is
// that asks, and would wait for it: threads that were found there once are sent to the other cores as soon as somebody asks from theirs.
class Places {
 public:
  // Called by who asks: its core.
  int Asked() {
    const int core = sched_getcpu();
    if (core == left_ || core < 0 || core >= CPU_SETSIZE) return core;
    std::lock_guard<std::mutex> lock(mutex_);
    for (const Found &each : found_) Leave(each, core);
    left_ = core;
    return core;
  }

  // Called by who helps somebody on `core`.
  void Helps(int core) {
    if (core < 0 || core >= CPU_SETSIZE || sched_getcpu() != core) return;
    std::lock_guard<std::mutex> lock(mutex_);
    thread_local bool is_found = false;
    Found own = {static_cast<pid_t>(syscall(SYS_gettid)), {}};
    if (is_found || sched_getaffinity(0, sizeof(own.all), &own.all) != 0) return;
    is_found = true;
    found_.push_back(own);
    if (left_ == core) Leave(own, core);
  }

 private:
  struct Found {
    pid_t thread;
    // Where it may be.
    cpu_set_t all;
  };

  static void Leave(const Found &found, int core) {
    cpu_set_t others = found.all;
    CPU_CLR(core, &others);
    if (CPU_COUNT(&others) > 0) sched_setaffinity(found.thread, sizeof(others), &others);
  }

  std::mutex mutex_;
  std::vector<Found> found_;
  std::atomic<int> left_{-1};
};

// TensorFlow's own threads help with the chunks of a pass: between one operation and the next they look for work before they sleep, and no
// other threads ask for their cores. They are asked, not waited for: whoever comes late finds nothing to do.
class Helpers {
 public:
  static Helpers &Get() {
    static Helpers *const helpers = new Helpers;
    return *helpers;
  }

  void Take(const tensorflow::DeviceBase::CpuWorkerThreads *threads) { threads_ = threads; }

  void Run(int64_t chunks, const std::function<void(int64_t)> &work) {
    const tensorflow::DeviceBase::CpuWorkerThreads *const threads = threads_;
    const int64_t helping = threads == nullptr ? 0 : std::min<int64_t>(chunks, threads->num_threads) - 1;
    if (helping < 1) {
      for (int64_t chunk = 0; chunk < chunks; chunk++) work(chunk);
      return;
    }
    const int core = places_.Asked();
    const std::shared_ptr<Shared> shared = std::make_shared<Shared>(chunks, work);
    for (int64_t i = 0; i < helping; i++) {
      const auto help = [this, core, shared] {
        places_.Helps(core);
        shared->Help();
      };
      threads->workers->ScheduleWithHint(help, static_cast<int>(i), static_cast<int>(i) + 1);
    }
    shared->Help();
    shared->Wait();
  }

 private:
  class Shared {
   public:
    Shared(int64_t chunks, const std::function<void(int64_t)> &work) : chunks_(chunks), work_(work) {}

    void Help() {
      for (int64_t chunk; (chunk = next_.fetch_add(1)) < chunks_;) {
        work_(chunk);
        if (done_.fetch_add(1) + 1 < chunks_) continue;
        std::lock_guard<std::mutex> lock(mutex_);
        all_.notify_one();
      }
    }

    void Wait() {
      // To sleep and be woken takes longer than a chunk.
      for (int i = 0; i < 1000; i++) {
        if (done_ == chunks_) return;
        std::this_thread::yield();
      }
      std::unique_lock<std::mutex> lock(mutex_);
      all_.wait(lock, [this] { return done_ == chunks_; });
    }

   private:
    const int64_t chunks_;
    // There as long as chunks are left.
    const std::function<void(int64_t)> &work_;
    std::atomic<int64_t> next_{0}, done_{0};
    std::mutex mutex_;
    std::condition_variable all_;
  };

  std::atomic<const tensorflow::DeviceBase::CpuWorkerThreads *> threads_{nullptr};
  Places places_;
};

struct Status {
  TF_Status *const status = TF_NewStatus();
  ~Status() { TF_DeleteStatus(status); }
  bool ok() const { return TF_GetCode(status) == TF_OK; }
};

void *Create(TF_OpKernelConstruction *construction) {
  Status so;
  int32_t count = 0, bytes = 0;
  std::vector<int32_t> words;
  TF_OpKernelConstruction_GetAttrSize(construction, "words", &count, &bytes, so.status);
  if (so.ok()) {
    words.resize((bytes + 3) / 4);
    TF_OpKernelConstruction_GetAttrString(construction, "words", reinterpret_cast<char *>(words.data()), bytes, so.status);
  }
  std::unique_ptr<Pass> pass(new Pass);
  if (so.ok() && !Reader(words.data(), words.size()).Read(pass.get()))
    TF_SetStatus(so.status, TF_INVALID_ARGUMENT, "the words of a pass that is none");
  if (!so.ok()) {
    TF_OpKernelConstruction_Failure(construction, so.status);
    return nullptr;
  }
  GiveSlots(pass.get());
  GiveTiles(pass.get());
  GiveReplaced(pass.get());
  return pass.release();
}

void Compute(void *kernel, TF_OpKernelContext *context) {
  const Pass &pass = *static_cast<Pass *>(kernel);
  Status so;
  Tensors tensors;
  std::vector<TF_Tensor *> held;
  int64_t sums = 0;
  // Before inputs are looked at, which would make them somebody's.
  for (size_t i = 0; i < pass.outputs.size(); i++) {
    const Output &output = pass.outputs[i];
    const int at = static_cast<int>(i), rank = static_cast<int>(output.shape.size());
    const TF_DataType type = TF_ExpectedOutputDataType(context, at);
    int forwarded = -1;
    TF_Tensor *const tensor =
        output.replaces.empty() || type == TF_BOOL
            ? TF_AllocateOutput(context, at, type, output.shape.data(), rank, output.size * (type == TF_BOOL ? 1 : 4), so.status)
            : TF_ForwardInputOrAllocateOutput(context, output.replaces.data(), static_cast<int>(output.replaces.size()), at,
                                              output.shape.data(), rank, &forwarded, so.status);
    if (!so.ok()) break;
    held.push_back(tensor);
    tensors.outputs.push_back(static_cast<char *>(TF_TensorData(tensor)));
    tensors.output_is_bool.push_back(type == TF_BOOL);
    if (output.is_sum) sums += output.size;
  }
  for (size_t i = 0; i < pass.inputs.size() && so.ok(); i++) {
    TF_Tensor *tensor = nullptr;
    TF_GetInput(context, static_cast<int>(i), &tensor, so.status);
    if (!so.ok()) break;
    held.push_back(tensor);
    if (pass.inputs[i].from + Farthest(pass, pass.inputs[i].strides) >= TF_TensorElementCount(tensor))
      TF_SetStatus(so.status, TF_INVALID_ARGUMENT, "a pass that reads past the end of a tensor");
    tensors.inputs.push_back(static_cast<const char *>(TF_TensorData(tensor)));
    tensors.input_is_bool.push_back(TF_TensorType(tensor) == TF_BOOL);
  }
  if (so.ok()) {
    const int64_t tiles = pass.tiles();
    const int64_t work = tiles * pass.rows * pass.columns * static_cast<int64_t>(pass.instructions.size());
    const int64_t chunks = work < kWorthSharing ? 1 : std::min(tiles, kChunks);
    std::vector<double> totals(chunks * sums, 0.0);
    const std::function<void(int64_t)> chunk = [&](int64_t i) {
      Run(pass, tensors, tiles * i / chunks, tiles * (i + 1) / chunks, totals.data() + i * sums);
    };
    Helpers::Get().Run(chunks, chunk);
    int64_t from = 0;
    for (size_t i = 0; i < pass.outputs.size(); i++) {
      const Output &output = pass.outputs[i];
      if (!output.is_sum) continue;
      float *const to = reinterpret_cast<float *>(tensors.outputs[i]);
      for (int64_t j = 0; j < output.size; j++) {
        double total = 0;
        for (int64_t c = 0; c < chunks; c++) total += totals[c * sums + from + j];
        to[j] = static_cast<float>(total);
      }
      from += output.size;
    }
  } else {
    TF_OpKernelContext_Failure(context, so.status);
  }
  for (TF_Tensor *const tensor : held) TF_DeleteTensor(tensor);
}

void Delete(void *kernel) { delete static_cast<Pass *>(kernel); }

}  // namespace

// Passes may have the threads of the processor's device. Those last as long as the process, unless each context was to have its own.
void ShareThreads(const TFE_Context *context) {
  if (getenv("TF_OVERRIDE_GLOBAL_THREADPOOL") != nullptr) return;
  tensorflow::Device *device = nullptr;
  reinterpret_cast<const tensorflow::EagerContext *>(context)->FindDeviceFromName("/job:localhost/replica:0/task:0/device:CPU:0", &device);
  if (device != nullptr) Helpers::Get().Take(reinterpret_cast<tensorflow::DeviceBase *>(device)->tensorflow_cpu_worker_threads());
}

// Makes the operation known to TensorFlow, once in a process; what was wrong, if it could not be.
std::string RegisterPasses() {
  static const std::string *const wrong = [] {
    Status so;
    TF_OpDefinitionBuilder *const op = TF_NewOpDefinitionBuilder("RetainPass");
    TF_OpDefinitionBuilderAddInput(op, "inputs: from");
    TF_OpDefinitionBuilderAddOutput(op, "outputs: to");
    TF_OpDefinitionBuilderAddAttr(op, "from: list({float, bool}) >= 0");
    TF_OpDefinitionBuilderAddAttr(op, "to: list({float, bool}) >= 1");
    TF_OpDefinitionBuilderAddAttr(op, "words: string");
    TF_OpDefinitionBuilderSetShapeInferenceFunction(op, &TF_ShapeInferenceContextSetUnknownShape);
    TF_RegisterOpDefinition(op, so.status);
    if (so.ok()) TF_RegisterKernelBuilder("RetainPass", TF_NewKernelBuilder("RetainPass", "CPU", &Create, &Compute, &Delete), so.status);
    return new std::string(so.ok() ? "" : TF_Message(so.status));
  }();
  return *wrong;
}

}  // namespace tfnodejs
