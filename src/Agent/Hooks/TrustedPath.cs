using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Interop;

namespace Monitas.Agent.Hooks;

/// <summary>Is root the only one who decides what lies at a path? So it must be with the file, with every directory on the way, and with the links among them.</summary>
internal static class TrustedPath
{
    private const int MaxLinks = 40;
    private const int ForeignWrite = 0x12;
    private const int Sticky = 0x200;

    /// <summary>What on the way others may change; null when there is no such thing.</summary>
    /// <param name="path">An absolute path.</param>
    /// <exception cref="LinuxException">Something on the way is not there.</exception>
    internal static string? FindForeign(string path)
    {
        Stack<string> rest = new();
        Push(rest, path);
        string at = "/";
        int links = 0;
        FileStatus status = StatusOf(at);
        while (!IsForeign(status, isLast: rest.Count == 0))
        {
            if (!rest.TryPop(out string? name))
            {
                return null;
            }
            string next = name == ".." ? Path.GetDirectoryName(at) ?? "/" : Path.Join(at, name);
            status = StatusOf(next);
            if (status.Type == FileStatus.SymbolicLinkType && status.Uid == 0 && ++links <= MaxLinks)
            {
                string target = new FileInfo(next).LinkTarget ?? "";
                Push(rest, target);
                next = target.StartsWith('/') ? "/" : at;
                status = StatusOf(next);
            }
            at = next;
        }
        return at;
    }

    private static void Push(Stack<string> rest, string path)
    {
        string[] names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (int i = names.Length - 1; i >= 0; i--)
        {
            if (names[i] != ".")
            {
                rest.Push(names[i]);
            }
        }
    }

    /// <summary>In a sticky directory such as /tmp nobody can replace what belongs to root; but anybody can add to it, so the last may not be one.</summary>
    private static bool IsForeign(FileStatus status, bool isLast) =>
        status.Uid != 0 || ((status.Permissions & ForeignWrite) != 0 && (isLast || !status.IsDirectory || (status.Permissions & Sticky) == 0));

    private static FileStatus StatusOf(string path)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(path);
        using SafeFileHandle file = LinuxFile.Open(bytes, OpenFlags.PathOnly | OpenFlags.NoFollow);
        return LinuxStatus.Get(file, bytes);
    }
}
