// Opens TensorFlow's library before the binding asks for it, and keeps it open as long as the process lives: closed with the last worker
// that has the binding, and opened again by the next, it ends the process. A worker of Node.js has a copy of the process's environment,
// which no library sees: what TensorFlow is to find there is set here. And what it says as it comes up, on the error output of the whole
// process, is no news of a run.

#include <dlfcn.h>
#include <node_api.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <string>

static std::string TextOf(napi_env env, napi_value value) {
  size_t length = 0;
  if (napi_get_value_string_utf8(env, value, nullptr, 0, &length) != napi_ok) return "";
  std::string text(length + 1, '\0');
  napi_get_value_string_utf8(env, value, &text[0], length + 1, &length);
  text.resize(length);
  return text;
}

// Lines that tell of no trouble: those of the level I, and that lines come early.
static bool IsNoise(const std::string &line) {
  return line.compare(0, 3, "I00") == 0 || line.compare(0, 25, "WARNING: All log messages") == 0;
}

// What was written to `file` goes on to `to`, but for noise.
static void Forward(int file, int to) {
  std::string text;
  char chunk[4096];
  lseek(file, 0, SEEK_SET);
  for (ssize_t n; (n = read(file, chunk, sizeof(chunk))) > 0;) text.append(chunk, n);
  for (size_t at = 0; at < text.size();) {
    size_t end = text.find('\n', at);
    end = end == std::string::npos ? text.size() : end + 1;
    const std::string line = text.substr(at, end - at);
    if (!IsNoise(line) && write(to, line.data(), line.size()) < 0) return;
    at = end;
  }
}

// open(library: string, environment: string[]): `NAME=VALUE` is set where NAME is not.
static napi_value Open(napi_env env, napi_callback_info info) {
  size_t argc = 2;
  napi_value argv[2];
  uint32_t count = 0;
  if (napi_get_cb_info(env, info, &argc, argv, nullptr, nullptr) != napi_ok || argc < 2 ||
      napi_get_array_length(env, argv[1], &count) != napi_ok) {
    napi_throw_type_error(env, nullptr, "open takes a path and a list of NAME=VALUE");
    return nullptr;
  }
  for (uint32_t i = 0; i < count; i++) {
    napi_value element;
    napi_get_element(env, argv[1], i, &element);
    const std::string pair = TextOf(env, element);
    const size_t sign = pair.find('=');
    if (sign != std::string::npos) setenv(pair.substr(0, sign).c_str(), pair.c_str() + sign + 1, 0);
  }
  const std::string path = TextOf(env, argv[0]);
  const int own = dup(STDERR_FILENO);
  const int kept = memfd_create("stderr", MFD_CLOEXEC);
  if (own >= 0 && kept >= 0) dup2(kept, STDERR_FILENO);
  const bool opened = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) != nullptr;
  const char *const reason = opened ? nullptr : dlerror();
  if (own >= 0 && kept >= 0) {
    dup2(own, STDERR_FILENO);
    Forward(kept, STDERR_FILENO);
  }
  if (own >= 0) close(own);
  if (kept >= 0) close(kept);
  if (!opened) napi_throw_error(env, nullptr, reason == nullptr ? "the library can't be opened" : reason);
  return nullptr;
}

static napi_value Init(napi_env env, napi_value exports) {
  napi_property_descriptor open[] = {{"open", nullptr, Open, nullptr, nullptr, nullptr, napi_default, nullptr}};
  napi_define_properties(env, exports, 1, open);
  return exports;
}

NAPI_MODULE(retain_opener, Init)
