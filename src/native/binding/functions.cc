// What the binding of tfjs-node lacks: whole functions as one operation, and the switch of TF32.

#include <node_api.h>
#include <string>
#include "tensorflow/c/eager/c_api.h"
#include "tf_auto_status.h"
#include "tfjs_backend.h"
#include "utils.h"

namespace tsl {
void enable_tensor_float_32_execution(bool enabled);
bool tensor_float_32_execution_enabled();
}  // namespace tsl

namespace tfnodejs {

// The one argument of a call, or nullptr with an exception pending.
static napi_value Argument(napi_env env, napi_callback_info info, const char *function) {
  size_t argc = 1;
  napi_value argument = nullptr;
  napi_value js_this;
  ENSURE_NAPI_OK_RETVAL(env, napi_get_cb_info(env, info, &argc, &argument, &js_this, nullptr), nullptr);
  if (argc < 1) {
    NAPI_THROW_ERROR(env, "%s takes one argument", function);
    return nullptr;
  }
  return argument;
}

static TFE_Context *Context(napi_env env) {
  TFJSBackend *backend = nullptr;
  ENSURE_NAPI_OK_RETVAL(env, napi_get_instance_data(env, reinterpret_cast<void **>(&backend)), nullptr);
  if (backend == nullptr) NAPI_THROW_ERROR(env, "the backend has ended");
  return backend == nullptr ? nullptr : backend->context();
}

// addFunction(bytes: Uint8Array): a serialized FunctionDef becomes an operation that executeOp runs by its name.
static napi_value AddFunction(napi_env env, napi_callback_info info) {
  napi_value bytes = Argument(env, info, "addFunction");
  TFE_Context *const context = Context(env);
  if (bytes == nullptr || context == nullptr) return nullptr;
  bool is_typed_array = false;
  ENSURE_NAPI_OK_RETVAL(env, napi_is_typedarray(env, bytes, &is_typed_array), nullptr);
  napi_typedarray_type type = napi_float64_array;
  size_t length = 0;
  void *data = nullptr;
  if (is_typed_array)
    ENSURE_NAPI_OK_RETVAL(env, napi_get_typedarray_info(env, bytes, &type, &length, &data, nullptr, nullptr), nullptr);
  if (type != napi_uint8_array) {
    NAPI_THROW_ERROR(env, "addFunction takes a Uint8Array");
    return nullptr;
  }
  TF_AutoStatus status;
  TFE_ContextAddFunctionDef(context, static_cast<const char *>(data), length, status.status);
  ENSURE_TF_OK_RETVAL(env, status, nullptr);
  return nullptr;
}

// removeFunction(name: string): frees an added function; operations in flight keep theirs.
static napi_value RemoveFunction(napi_env env, napi_callback_info info) {
  napi_value argument = Argument(env, info, "removeFunction");
  TFE_Context *const context = Context(env);
  if (argument == nullptr || context == nullptr) return nullptr;
  ENSURE_VALUE_IS_STRING_RETVAL(env, argument, nullptr);
  std::string name;
  ENSURE_NAPI_OK_RETVAL(env, GetStringParam(env, argument, name), nullptr);
  TF_AutoStatus status;
  TFE_ContextRemoveFunction(context, name.c_str(), status.status);
  ENSURE_TF_OK_RETVAL(env, status, nullptr);
  return nullptr;
}

// setTensorFloat32(enabled: boolean): whether products of float32 may keep 10 bits of mantissa; TensorFlow's own default is yes.
static napi_value SetTensorFloat32(napi_env env, napi_callback_info info) {
  napi_value argument = Argument(env, info, "setTensorFloat32");
  if (argument == nullptr) return nullptr;
  bool enabled;
  ENSURE_NAPI_OK_RETVAL(env, napi_get_value_bool(env, argument, &enabled), nullptr);
  tsl::enable_tensor_float_32_execution(enabled);
  return nullptr;
}

// tensorFloat32(): what the switch stands at.
static napi_value TensorFloat32(napi_env env, napi_callback_info) {
  napi_value enabled;
  ENSURE_NAPI_OK_RETVAL(env, napi_get_boolean(env, tsl::tensor_float_32_execution_enabled(), &enabled), nullptr);
  return enabled;
}

std::string RegisterPasses();
void ShareThreads(const TFE_Context *context);

// hasPasses(): whether functions may have the operation RetainPass.
static napi_value HasPasses(napi_env env, napi_callback_info) {
  TFE_Context *const context = Context(env);
  if (context == nullptr) return nullptr;
  ShareThreads(context);
  napi_value has;
  ENSURE_NAPI_OK_RETVAL(env, napi_get_boolean(env, RegisterPasses().empty(), &has), nullptr);
  return has;
}

napi_status DefineFunctions(napi_env env, napi_value exports) {
  napi_property_descriptor functions[] = {
      {"addFunction", nullptr, AddFunction, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"removeFunction", nullptr, RemoveFunction, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"setTensorFloat32", nullptr, SetTensorFloat32, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"hasPasses", nullptr, HasPasses, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"tensorFloat32", nullptr, TensorFloat32, nullptr, nullptr, nullptr, napi_default, nullptr},
  };
  return napi_define_properties(env, exports, ARRAY_SIZE(functions), functions);
}

}  // namespace tfnodejs
