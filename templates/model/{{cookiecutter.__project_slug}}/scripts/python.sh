# Runs the Python of the project's environment, which git hooks do not have on their PATH.
for python in .venv/bin/python .venv/Scripts/python.exe; do
    if [ -x "$python" ]; then
        exec "$python" "$@"
    fi
done
exec python "$@"
