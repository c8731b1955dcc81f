namespace Monitas.Agent.Tests.Wiping;

/// <summary>What real programs have said of real and of QEMU's disks; long lists are cut down to what is looked at and its neighbours.</summary>
internal static class ToolOutputs
{
    /// <summary>hdparm -I of a SATA SSD with Sanitize (block erase) and Security, not frozen.</summary>
    public const string SataSsd = """

        /dev/sda:

        ATA device, with non-removable media
        	Model Number:       WDC WDS240G2G0A-00JH30
        	Serial Number:      183402A00000
        	Firmware Revision:  UF400000
        Commands/features:
        	Enabled	Supported:
        	   *	SMART feature set
        	    	Security Mode feature set
        	   *	Native Command Queueing (NCQ)
        	    	Asynchronous notification (eg. media change)
        	   *	Software settings preservation
        	    	Device Sleep (DEVSLP)
        	   *	SANITIZE feature set
        	   *	BLOCK_ERASE_EXT command
        	   *	DOWNLOAD MICROCODE DMA command
        	   *	Data Set Management TRIM supported (limit 8 blocks)
        	   *	Deterministic read ZEROs after TRIM
        Security: 
        	Master password revision code = 65534
        		supported
        	not	enabled
        	not	locked
        	not	frozen
        	not	expired: security count
        		supported: enhanced erase
        	2min for SECURITY ERASE UNIT. 4min for ENHANCED SECURITY ERASE UNIT.
        Logical Unit WWN Device Identifier: 5001b444a70c2c64
        	NAA		: 5
        Checksum: correct
        """;

    /// <summary>hdparm -I of a hard disk that the firmware has frozen.</summary>
    public const string FrozenHardDisk = """

        /dev/sda:

        ATA device, with non-removable media
        	Model Number:       ST9500325AS
        	Serial Number:      5VEADRKA
        Commands/features:
        	Enabled	Supported:
        	   *	SMART feature set
        	    	Security Mode feature set
        	   *	SMART Command Transport (SCT) feature set
        	    	unknown 206[12] (vendor specific)
        Security: 
        	Master password revision code = 65534
        		supported
        	not	enabled
        	not	locked
        		frozen
        	not	expired: security count
        		supported: enhanced erase
        	132min for SECURITY ERASE UNIT. 132min for ENHANCED SECURITY ERASE UNIT. 
        Logical Unit WWN Device Identifier: 5000c50024595c82
        Checksum: correct
        """;

    /// <summary>hdparm -I of QEMU's SATA disk: no Security, no Sanitize.</summary>
    public const string QemuSata = """

        /dev/sda:

        ATA device, with non-removable media
        	Model Number:       QEMU HARDDISK                           
        	Serial Number:      SATA1               
        	Firmware Revision:  2.5+    
        Commands/features:
        	Enabled	Supported:
        	   *	SMART feature set
        	   *	Write cache
        	   *	FLUSH_CACHE_EXT
        	   *	Native Command Queueing (NCQ)
        HW reset results:
        	CBLID- above Vih
        	Device num = 0
        Integrity word not set (found 0x0000, expected 0x1ba5)
        """;

    /// <summary>hdparm -I of QEMU's SCSI disk, which is no ATA disk: exit code 0 all the same.</summary>
    public const string QemuScsi = """

        /dev/sdb:

        ATA device, with non-removable media
        Standards:
        	Likely used: 1
        Configuration:
        	Logical		max	current
        	cylinders	0	0
        Capabilities:
        	IORDY not likely
        	PIO: pio0 
        """;

    /// <summary>nvme id-ctrl -o json of QEMU's NVMe drive (nvme-cli 2.3).</summary>
    public const string QemuNvme = """
        {
          "vid":6966,
          "sn":"NVME1               ",
          "mn":"QEMU NVMe Ctrl                          ",
          "fguid":"00000000-0000-0000-0000-000000000000",
          "oacs":266,
          "tnvmcap":"0",
          "sanicap":0,
          "nn":256,
          "fna":0,
          "subnqn":"nqn.2019-08.org.qemu:NVME1",
          "psds":[
            {
              "max_power":2500,
              "flags":0
            }
          ]
        }
        """;

    /// <summary>nvme id-ctrl -o json of a WDC drive (nvme-cli 1): Format with crypto erase, Sanitize with crypto and block erase.</summary>
    public const string WdcNvme = """
        {
          "vid" : 5559,
          "mn" : "WDC PC SN720 SDAPNTW-256G",
          "oacs" : 23,
          "tnvmcap" : 256060514304,
          "sanicap" : 1610612739,
          "nn" : 1,
          "oncs" : 95,
          "fna" : 4,
          "vwc" : 7
        }
        """;
}
