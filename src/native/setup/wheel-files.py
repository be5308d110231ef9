"""Takes files out of wheels: WHEEL INTO PATTERN..., one pattern a kind of path (as fnmatch has them). Each file is whole on the disk or
isn't there; those that may be run stay so. Says the bytes that it wrote."""
import fnmatch, os, shutil, sys, zipfile

wheel, into, patterns = sys.argv[1], sys.argv[2], sys.argv[3:]
written = 0
with zipfile.ZipFile(wheel) as archive:
    for entry in archive.infolist():
        if entry.is_dir() or not any(fnmatch.fnmatchcase(entry.filename, pattern) for pattern in patterns):
            continue
        path = os.path.join(into, *entry.filename.split('/'))
        if os.path.commonpath([os.path.abspath(into), os.path.abspath(path)]) != os.path.abspath(into):
            sys.exit('error: a path that leads out of the folder: ' + entry.filename)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with archive.open(entry) as source, open(path + '.part', 'wb') as target:
            shutil.copyfileobj(source, target, 1 << 20)
            target.flush()
            os.fsync(target.fileno())
        if (entry.external_attr >> 16) & 0o111:
            os.chmod(path + '.part', 0o755)
        os.replace(path + '.part', path)
        written += entry.file_size
print(written)
