/* Preloaded into a recorder: its writes (or syncs) of files whose path has F_MATCH in it fail with F_ERRNO once the file F_FLAG is there. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int fails(const char *operation, int fd) {
  const char *wanted = getenv("F_OPERATION"), *match = getenv("F_MATCH"), *flag = getenv("F_FLAG");
  char link[64], path[512];
  ssize_t length;
  if (!wanted || !match || !flag || !strstr(wanted, operation)) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  if (!strstr(path, match) || access(flag, F_OK) != 0) return 0;
  errno = atoi(getenv("F_ERRNO"));
  return 1;
}

#define FAILING(name, operation, result, parameters, arguments)               \
  result name parameters {                                                    \
    static result(*real) parameters;                                          \
    if (!real) real = dlsym(RTLD_NEXT, #name);                                \
    return fails(operation, fd) ? -1 : real arguments;                        \
  }

FAILING(write, "write", ssize_t, (int fd, const void *from, size_t count), (fd, from, count))
FAILING(pwrite, "write", ssize_t, (int fd, const void *from, size_t count, off_t at), (fd, from, count, at))
FAILING(pwrite64, "write", ssize_t, (int fd, const void *from, size_t count, off_t at), (fd, from, count, at))
FAILING(fsync, "sync", int, (int fd), (fd))
FAILING(fdatasync, "sync", int, (int fd), (fd))
