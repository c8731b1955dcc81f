using System.IO;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Agent.Interop;

/// <summary>
/// The kernel's own way into another kernel. The call takes files, so that a kernel that is locked down checks the signature of the new one; and unlike
/// the program kexec's, its command line, which carries a secret, shows in no list of processes.
/// </summary>
internal static unsafe class LinuxKexec
{
    /// <summary>kexec_file_load's number on x86-64.</summary>
    private const nint FileLoad = 320;

    /// <summary>KEXEC_FILE_UNLOAD.</summary>
    private const nint UnloadFlag = 1;

    private const int KexecCommand = 0x4558_4543;

    /// <summary>Loads a kernel in place of one that was loaded before.</summary>
    /// <param name="kernel">Its file; nobody may have it open for writing.</param>
    /// <param name="initramfs">Its initramfs.</param>
    /// <param name="commandLine">Its command line in ASCII.</param>
    /// <exception cref="LinuxException">The running kernel refuses.</exception>
    /// <exception cref="IOException">A file cannot be opened.</exception>
    internal static void Load(string kernel, string initramfs, string commandLine)
    {
        using SafeFileHandle kernelFile = File.OpenHandle(kernel);
        using SafeFileHandle initramfsFile = File.OpenHandle(initramfs);
        byte[] text = Encoding.ASCII.GetBytes(commandLine + "\0");
        fixed (byte* line = text)
        {
            if (Libc.KexecFileLoad(FileLoad, kernelFile.DangerousGetHandle(), initramfsFile.DangerousGetHandle(), text.Length, line, 0) != 0)
            {
                throw LinuxException.Last("load a kernel for kexec", default);
            }
        }
    }

    /// <summary>Takes a loaded kernel out again.</summary>
    /// <exception cref="LinuxException">The running kernel refuses.</exception>
    internal static void Unload()
    {
        if (Libc.KexecFileLoad(FileLoad, -1, -1, 0, null, UnloadFlag) != 0)
        {
            throw LinuxException.Last("unload the kernel for kexec", default);
        }
    }

    /// <summary>Starts the loaded kernel at once: sync first.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static void Start() => LinuxName.Check(Libc.Reboot(KexecCommand), "start the loaded kernel", default);
}
