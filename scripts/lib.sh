# Sourced by the commands beside it: the checkout's own virtual environment, made once.
# Sets: root (the checkout), python (the environment's interpreter).

say() {
    printf 'wence: %s\n' "$*" >&2
}

die() {
    say "$*"
    exit 1
}

# Where bytecode is not to be kept, each of the hundred processes that the tests start would compile
# Gradio again, for as long as importing it takes.
unset PYTHONDONTWRITEBYTECODE

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
venv=$root/.venv
python=$venv/bin/python

# Print the first Python that is new enough; fail when there is none.
find_python() {
    for candidate in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            printf '%s\n' "$candidate"
            return 0
        fi
    done
    return 1
}

make_venv() {
    "$python" -m pip --version >/dev/null 2>&1 && return 0
    base=$(find_python) ||
        die "Python 3.11 or newer is needed; install it, or name one: PYTHON=/path/to/python3 $0"
    "$base" -c 'import ensurepip, venv' >/dev/null 2>&1 ||
        die "$base cannot make virtual environments; on Debian and Ubuntu: apt-get install python3-venv"
    if [ -e "$venv" ] && [ ! -e "$venv/pyvenv.cfg" ]; then
        die "$venv is in the way: it is not a virtual environment"
    fi
    say "making $venv"
    "$base" -m venv --clear "$venv" || die "could not make $venv"
}

# installed NAME: whether that was installed from this folder with this pyproject.toml.
installed() {
    [ -f "$venv/.wence-$1" ] && [ "$(cat "$venv/.wence-$1")" = "$state" ]
}

pip_install() {
    (cd "$root" && "$python" -m pip install -qq --no-compile --disable-pip-version-check "$@" >&2)
}

# install_tools: an environment of its own for scripts/lock, scripts/oldest and scripts/audit.
install_tools() {
    venv=$root/.venv-supply
    python=$venv/bin/python
    make_venv
    tools=$root/scripts/supply/tools.txt
    if ! cmp -s "$tools" "$venv/.tools"; then
        say "installing into $venv (once)"
        pip_install --upgrade -r "$tools" || die "installing failed; the lines above say why"
        cp "$tools" "$venv/.tools"
    fi
}

# install_wence NAME EXTRAS: install the checkout once. "test" includes "run".
install_wence() {
    make_venv
    locks=$root/deploy/lock
    state="$root $(cat "$root/pyproject.toml" "$locks"/*.txt | cksum)"
    if installed "$1" || installed test; then
        return 0
    fi
    say "installing into $venv (once; a few minutes)"
    # The locked versions without their hashes: this machine may be another than those locked for.
    sed -n 's/^\([a-z0-9-]*==[^ ;]*\).*/\1/p' "$locks"/*.txt >"$venv/.wence-locked"
    if ! pip_install --constraint "$venv/.wence-locked" --editable ".$2"; then
        say "these versions cannot be had here; taking the newest that pyproject.toml allows"
        pip_install --editable ".$2" || die "installing failed; the lines above say why"
    fi
    printf '%s\n' "$state" >"$venv/.wence-$1"
}
