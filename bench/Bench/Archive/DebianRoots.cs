using System;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Bench.Archive.Archivers;
using Monitas.Lab.Processes;

namespace Monitas.Bench.Archive;

/// <summary>
/// The trees of Debian machines with different packages: packages and all that they depend on, unpacked beside each other. Nothing is installed.
/// </summary>
/// <param name="folder">Where the packages lie; those of several trees are fetched once.</param>
public sealed class DebianRoots(string folder)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    /// <summary>The essential parts of every machine.</summary>
    public const string Base = "base-files bash coreutils";

    /// <summary>What two servers have in common, and what each has for itself.</summary>
    public static readonly (string Common, string First, string Second) Full = (
        Base + " systemd openssh-server vim git python3 build-essential curl man-db locales perl",
        "nginx mariadb-server php-cli openjdk-17-jre-headless imagemagick emacs-nox",
        "apache2 postgresql ruby texlive-base gdb samba inkscape");

    /// <summary>The same, smaller.</summary>
    public static readonly (string Common, string First, string Second) Quick = (
        Base + " systemd openssh-server vim git python3 man-db perl", "nginx mariadb-server", "apache2 postgresql ruby");

    private const string Script =
        """
        set -euo pipefail
        target=$1 packages=$2
        shift 2
        mkdir -p "$target" "$packages"
        cd "$packages"
        : >none
        apt-get install --simulate --no-install-recommends -o Dir::State::status="$PWD/none" "$@" | awk '$1 == "Inst" {print $2}' | sort -u >wanted
        [ -s wanted ]
        while read -r package; do
            compgen -G "${package}_*.deb" >/dev/null || echo "$package"
        done <wanted >missing
        [ ! -s missing ] || xargs -a missing apt-get download -q
        while read -r package; do
            dpkg-deb --extract "${package}"_*.deb "$target"
        done <wanted
        """;

    /// <summary>Unpacks packages and what they need below a directory that is made anew; returns that.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="packages">Names of Debian packages, with spaces between.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="Monitas.Lab.LabException">A package cannot be had.</exception>
    public async Task<string> MakeAsync(string path, string packages, CancellationToken cancellation)
    {
        Folders.MakeEmpty(path);
        string[] words = ["-c", Script, "roots", path, folder, .. packages.Split(' ')];
        (await Command.RunAsync(Limit, "bash", words, cancellation)).MustSucceed();
        return path;
    }
}
